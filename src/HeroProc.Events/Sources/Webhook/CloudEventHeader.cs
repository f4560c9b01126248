using System.Text;
using System.Text.Unicode;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>Decoding the value of a <c>ce-*</c> header.</summary>
internal static class CloudEventHeader
{
    /// <summary>
    /// The text: first a quoted string is undone with its backslashes, then one round of percent-encoding. Null when that is
    /// not possible or is not UTF-8, overlong forms included.
    /// </summary>
    public static string? Decode(string value)
    {
        if (Unquote(value) is not { } plain)
        {
            return null;
        }

        var bytes = new byte[plain.Length];
        var length = 0;
        for (var i = 0; i < plain.Length; i++)
        {
            var letter = plain[i];
            if (letter is < '\u0020' or > '\u007E')
            {
                // Such characters have to be encoded; what a server made of their bytes is anyone's guess.
                return null;
            }

            if (letter == '%')
            {
                if (i + 2 >= plain.Length || !char.IsAsciiHexDigit(plain[i + 1]) || !char.IsAsciiHexDigit(plain[i + 2]))
                {
                    return null;
                }

                bytes[length++] = Convert.FromHexString(plain.AsSpan(i + 1, 2))[0];
                i += 2;
            }
            else
            {
                bytes[length++] = (byte)letter;
            }
        }

        var text = bytes.AsSpan(0, length);
        return Utf8.IsValid(text) ? Encoding.UTF8.GetString(text) : null;
    }

    private static string? Unquote(string value)
    {
        if (!value.StartsWith('"'))
        {
            return value;
        }

        var plain = new StringBuilder(value.Length);
        for (var i = 1; i < value.Length; i++)
        {
            if (value[i] == '"')
            {
                return i == value.Length - 1 ? plain.ToString() : null;
            }

            if (value[i] == '\\' && ++i == value.Length)
            {
                return null;
            }

            plain.Append(value[i]);
        }

        return null;
    }
}
