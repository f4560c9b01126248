namespace HeroProc.Events.Deliveries;

/// <summary>What a person may ask of a delivery.</summary>
internal enum DeliveryCommand
{
    /// <summary>Run it again, with its policy's attempts counted anew.</summary>
    Retry,

    /// <summary>Never run it.</summary>
    Discard,

    /// <summary>Let a held one go on.</summary>
    Release,
}
