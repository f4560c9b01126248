namespace HeroProc.Events.Sources.Webhook;

/// <summary>Reading one field of an <c>application/x-www-form-urlencoded</c> text, strictly.</summary>
internal static class FormBody
{
    // Senders use a handful; a body of nothing but separators must not cost millions of steps before it is verified.
    private const int MaxFields = 256;

    /// <summary>
    /// The decoded bytes of a field, or null with the fault when the field is missing, repeated or badly encoded. Repeated
    /// is refused: which of two payloads was signed must not be a matter of taste.
    /// </summary>
    public static byte[]? Find(ReadOnlySpan<byte> form, ReadOnlySpan<byte> name, out string fault)
    {
        byte[]? found = null;
        fault = "the field is missing";
        var fields = 0;
        foreach (var range in form.Split((byte)'&'))
        {
            if (++fields > MaxFields)
            {
                fault = $"the form has more than {MaxFields} fields";
                return null;
            }

            var pair = form[range];
            var equals = pair.IndexOf((byte)'=');
            if (Decode(equals < 0 ? pair : pair[..equals]) is not { } key)
            {
                fault = "the form is not percent-encoded as it should be";
                return null;
            }

            if (!name.SequenceEqual(key))
            {
                continue;
            }

            if (found is not null)
            {
                fault = "the field was sent more than once";
                return null;
            }

            found = Decode(equals < 0 ? [] : pair[(equals + 1)..]);
            if (found is null)
            {
                fault = "the field is not percent-encoded as it should be";
                return null;
            }
        }

        return found;
    }

    private static byte[]? Decode(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var value = text[i];
            if (value == '%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit((char)text[i + 1]) || !char.IsAsciiHexDigit((char)text[i + 2]))
                {
                    return null;
                }

                value = (byte)((Digit(text[i + 1]) << 4) | Digit(text[i + 2]));
                i += 2;
            }
            else if (value == '+')
            {
                value = (byte)' ';
            }

            bytes[length++] = value;
        }

        return bytes[..length];
    }

    private static int Digit(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
