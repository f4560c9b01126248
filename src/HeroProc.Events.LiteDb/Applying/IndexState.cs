namespace HeroProc.Events.LiteDb;

/// <summary>An open index: its engine, and what of it is kept in memory. Used by one thread only.</summary>
internal sealed class IndexState
{
    private const int Page = 1000;

    private IndexState(IndexEngine engine, IndexSchema schema, string journalId)
    {
        Engine = engine;
        Schema = schema;
        JournalId = journalId;
    }

    public IndexEngine Engine { get; }

    public IndexSchema Schema { get; }

    /// <summary>The journal it belongs to.</summary>
    public string JournalId { get; }

    /// <summary>The last record applied.</summary>
    public long AppliedSeq { get; set; }

    /// <summary>The last event that was routed.</summary>
    public long RoutedSeq { get; set; }

    /// <summary>Grows with every change.</summary>
    public long Version { get; private set; }

    public TallyTable Tallies { get; } = new();

    public ZoneTable Zones { get; } = new();

    /// <summary>Begins an empty index.</summary>
    public static IndexState Create(IndexEngine engine, string journalId)
    {
        var state = new IndexState(engine, new IndexSchema(), journalId);
        engine.InTransaction(() =>
        {
            state.Schema.Ensure(engine);
            state.Save();
        });
        return state;
    }

    /// <summary>Takes up an index from its file, or null when it is empty or of another form.</summary>
    public static IndexState? Load(IndexEngine engine)
    {
        var schema = new IndexSchema();
        if (schema.FindMeta(engine) is not { Format: IndexMeta.CurrentFormat } meta || meta.Deliveries.Length != DeliveryStates.Count)
            return null;
        var state = new IndexState(engine, schema, meta.JournalId) { AppliedSeq = meta.AppliedSeq, RoutedSeq = meta.RoutedSeq };
        state.Tallies.Load(meta);
        foreach (var tally in schema.SourceTallies.Walk(engine, Page))
            state.Tallies.Load(tally);
        foreach (var tally in schema.TriggerTallies.Walk(engine, Page))
            state.Tallies.Load(tally);
        foreach (var zone in schema.Zones.Walk(engine, Page))
            state.Zones.Load(zone);
        return state;
    }

    /// <summary>Writes counters, zones and cursor, inside the caller's transaction.</summary>
    public void Save()
    {
        Version++;
        Tallies.Save(Engine, Schema);
        Zones.Save(Engine, Schema.Zones);
        Schema.Meta.Upsert(Engine, [new IndexMeta
        {
            Format = IndexMeta.CurrentFormat,
            JournalId = JournalId,
            AppliedSeq = AppliedSeq,
            RoutedSeq = RoutedSeq,
            Events = Tallies.Events,
            Deliveries = Tallies.Deliveries,
        }]);
    }
}
