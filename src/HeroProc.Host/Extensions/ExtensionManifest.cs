using System.Text.Json;
using System.Text.Json.Serialization;
using HeroProc.Host.Hosting;

namespace HeroProc.Host.Extensions;

/// <summary>What <c>extension.json</c> in an extension's folder says.</summary>
internal sealed record ExtensionManifest
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "extension.json";

    private const int LargestFile = 64 * 1024;

    /// <summary>The extension's name, unique in the host; also that of its section in the configuration.</summary>
    public required string Name { get; init; }

    /// <summary>The assemblies to enter, by simple name, in this order.</summary>
    public required IReadOnlyList<string> Modules { get; init; }

    /// <summary>Extensions that are loaded before this one, and whose modules it may use.</summary>
    // Settable, because the generated reader gives an absent init-only member null instead of its default.
    public IReadOnlyList<string> Requires { get; set; } = [];

    /// <summary>The folder the file lies in; absolute.</summary>
    [JsonIgnore]
    public string Folder { get; init; } = string.Empty;

    /// <summary>Reads and checks the manifest in <paramref name="folder"/>.</summary>
    public static StartStep<ExtensionManifest> Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > LargestFile })
            {
                return Refused(folder, $"{FileName} is larger than {LargestFile} bytes");
            }

            var manifest = JsonSerializer.Deserialize(File.ReadAllBytes(path), ExtensionManifestJson.Default.ExtensionManifest);
            return manifest is null
                ? Refused(folder, $"{FileName} holds null instead of an object")
                : manifest.FaultOf() is { } fault ? Refused(folder, fault) : StartStep<ExtensionManifest>.Done(manifest with { Folder = folder });
        }
        catch (JsonException exception)
        {
            return Refused(folder, $"{FileName} is not what was expected: {exception.Message}");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Refused(folder, $"there is no {FileName}; Host:Extensions lists folders that hold one");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Refused(folder, $"{FileName} cannot be read: {exception.Message}");
        }
    }

    private static StartStep<ExtensionManifest> Refused(string folder, string reason) =>
        StartStep<ExtensionManifest>.Refused($"extension in {folder}: {reason}");

    private string? FaultOf()
    {
        if (!IsName(Name))
        {
            return $"{FileName}: name '{Name}' is not a name of letters, digits, '.', '_' and '-'";
        }

        if (Modules is null || Requires is null)
        {
            return $"{FileName}: modules and requires are lists, not null";
        }

        // A module's name becomes a file name: nothing may lead out of the folder.
        return Modules.Concat(Requires).FirstOrDefault(name => !IsName(name)) is { } bad
            ? $"{FileName}: '{bad}' is not a name of letters, digits, '.', '_' and '-'"
            : null;
    }

    private static bool IsName(string? name) =>
        name is { Length: > 0 and <= 128 } && name[0] != '.' && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-');
}

/// <summary>Source-generated reading of the manifest; an unknown or repeated member is a fault.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(ExtensionManifest))]
internal sealed partial class ExtensionManifestJson : JsonSerializerContext;
