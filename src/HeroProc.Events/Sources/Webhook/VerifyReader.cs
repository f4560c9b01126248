using System.Text.Json;
using System.Text.RegularExpressions;
using HeroProc.Events.Verification;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>Reads <c>verify</c>, a verification scheme given as data.</summary>
internal static partial class VerifyReader
{
    private const long LongestToleranceMs = 86_400_000;

    /// <summary>The scheme; null when it is absent or has faults.</summary>
    public static IVerificationScheme? Read(ConfigObject config, ICollection<FieldError> faults)
    {
        if (config.Find("verify") is not { } element)
        {
            return null;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            config.Fault("verify", $"Expected an object with 'scheme'; got {ConfigObject.Kind(element)}.");
            return null;
        }

        var verify = new ConfigObject(element, "verify", faults);
        switch (verify.Text("scheme", required: true))
        {
            case "hmac":
                verify.RefuseOthers("scheme", "algorithm", "header", "encoding", "prefix", "signed", "timestamp_header", "tolerance_ms");
                return ReadHmac(verify);
            case "ed25519":
                verify.RefuseOthers("scheme", "header", "encoding", "prefix", "signed", "timestamp_header", "tolerance_ms");
                return ReadEd25519(verify);
            case "token":
                verify.RefuseOthers("scheme", "header", "prefix");
                return new TokenScheme { Header = Header(verify, "header", required: true) ?? "", Prefix = Prefix(verify) };
            case { } other:
                verify.Fault("scheme", $"Expected hmac, token or ed25519; got '{other}'.");
                return null;
            case null:
                return null;
        }
    }

    private static HmacScheme ReadHmac(ConfigObject verify)
    {
        var signed = ReadSigned(verify, out var timestampHeader);
        return new HmacScheme
        {
            Header = Header(verify, "header", required: true) ?? "",
            Algorithm = verify.Word("algorithm", "sha256", "sha512", "sha1") switch
            {
                "sha512" => MacAlgorithm.Sha512,
                "sha1" => MacAlgorithm.Sha1,
                _ => MacAlgorithm.Sha256,
            },
            Encoding = ReadEncoding(verify),
            Prefix = Prefix(verify),
            Signed = signed,
            TimestampHeader = timestampHeader,
            ToleranceMs = ReadTolerance(verify),
        };
    }

    private static Ed25519Scheme ReadEd25519(ConfigObject verify)
    {
        var signed = ReadSigned(verify, out var timestampHeader);
        return new Ed25519Scheme
        {
            Header = Header(verify, "header", required: true) ?? "",
            Encoding = ReadEncoding(verify),
            Prefix = Prefix(verify),
            Signed = signed,
            TimestampHeader = timestampHeader,
            ToleranceMs = ReadTolerance(verify),
        };
    }

    private static SignedTemplate ReadSigned(ConfigObject verify, out string? timestampHeader)
    {
        timestampHeader = Header(verify, "timestamp_header", required: false);
        var signed = SignedTemplate.BodyOnly;
        if (verify.Text("signed") is { } text)
        {
            if (SignedTemplate.TryParse(text, out var fault) is { } parsed)
            {
                signed = parsed;
            }
            else
            {
                verify.Fault("signed", fault!);
                return signed;
            }
        }

        if (signed.HasTimestamp && timestampHeader is null)
        {
            verify.Fault("timestamp_header", "Expected the header that carries {timestamp}; it is missing.");
        }

        // A time outside the signature is anybody's to change: checking it would only look like protection.
        if (!signed.HasTimestamp && timestampHeader is not null)
        {
            verify.Fault("timestamp_header", "Expected {timestamp} in 'signed': a time that is not signed proves nothing. Add it there or leave this out.");
        }

        if (!signed.HasTimestamp && verify.Find("tolerance_ms") is not null)
        {
            verify.Fault("tolerance_ms", "Expected {timestamp} in 'signed': without it there is no time to tolerate. Leave this out.");
        }

        return signed;
    }

    private static DigestEncoding ReadEncoding(ConfigObject verify) =>
        verify.Word("encoding", "hex", "base64") == "base64" ? DigestEncoding.Base64 : DigestEncoding.Hex;

    private static long ReadTolerance(ConfigObject verify) =>
        verify.Whole("tolerance_ms", 1000, LongestToleranceMs, TimestampWindow.DefaultToleranceMs);

    // An empty prefix is the same as none, and people write it.
    private static string Prefix(ConfigObject verify) =>
        verify.Find("prefix") is { ValueKind: JsonValueKind.String } value && value.GetString() is "" ? "" : verify.Text("prefix") ?? "";

    private static string? Header(ConfigObject verify, string name, bool required)
    {
        var header = verify.Text(name, required);
        if (header is not null && !HeaderPattern().IsMatch(header))
        {
            verify.Fault(name, $"Expected the name of a header; got '{header}'.");
        }

        return header;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex HeaderPattern();
}
