namespace GreetingExtension;

/// <summary>Settings of the extension, section <c>Greeting</c>.</summary>
internal sealed class GreetingOptions
{
    /// <summary>The word before the name; 1 to 40 characters, default <c>Hello</c>.</summary>
    public string Salutation { get; set; } = "Hello";
}
