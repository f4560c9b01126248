using System.ComponentModel;

namespace HeroProc.Host.Hosting;

/// <summary>Tells whether the text of a setting can become the type it is bound to, as the framework's binder would do it.</summary>
internal static class SettingValue
{
    /// <summary>True for a type that is written as one text: numbers, texts, time spans, enumerations and their kin.</summary>
    public static bool IsScalar(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare == typeof(object) || bare == typeof(string) || TypeDescriptor.GetConverter(bare).CanConvertFrom(typeof(string));
    }

    /// <summary>Null when <paramref name="value"/> fits; else what came and what was expected.</summary>
    public static string? Fault(Type type, string? value)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (!IsScalar(type))
        {
            // An empty list or object in JSON arrives as an empty text.
            return string.IsNullOrEmpty(value) ? null : $"{Quote(value)} is one value where a list or a group of settings belongs";
        }

        if (value is null || bare == typeof(string) || bare == typeof(object) || (value.Length == 0 && bare != type))
        {
            return null;
        }

        // The converter of enumerations finds only names in their exact case; the binder takes any.
        var fits = bare.IsEnum ? Enum.TryParse(bare, value, ignoreCase: true, out _) : TypeDescriptor.GetConverter(bare).IsValid(value);
        return fits ? null : $"{Quote(value)} is not {Expected(bare)}";
    }

    private static string Expected(Type type)
    {
        if (type.IsEnum)
        {
            return $"one of {string.Join(", ", Enum.GetNames(type))}";
        }

        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => "true or false",
            TypeCode.Byte or TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Int64 or TypeCode.UInt64 =>
                "a whole number in range",
            TypeCode.Single or TypeCode.Double or TypeCode.Decimal => "a number",
            _ when type == typeof(TimeSpan) => "a time span such as 00:00:30",
            _ when type == typeof(Uri) => "an address",
            _ => $"a valid {type.Name}",
        };
    }

    private static string Quote(string value) => value.Length <= 100 ? $"'{value}'" : $"'{value[..100]}...'";
}
