using System.Globalization;
using System.Reflection;
using HeroProc.Extensibility.Loading;

namespace HeroProc.Host.Hosting;

/// <summary>Looks for one key in one options type.</summary>
/// <param name="IsKnown">True when the type has a place for the key.</param>
/// <param name="Fault">Why the value does not fit that place; null when it does.</param>
/// <param name="Guess">The key that was probably meant; null when nothing is near.</param>
/// <param name="Depth">How many parts of the key the type knew.</param>
internal sealed record SettingLookup(bool IsKnown, string? Fault, string? Guess, int Depth)
{
    public static SettingLookup Find(KnownSettings owner, ReadOnlySpan<string> segments, string? value)
    {
        var type = owner.OptionsType;
        var path = owner.Section;
        for (var depth = 0; depth < segments.Length; depth++)
        {
            var segment = segments[depth];
            if (SettingValue.IsScalar(type))
            {
                return new(false, null, path, depth);
            }

            if (ElementOf(type, out var keyed) is { } element)
            {
                if (!keyed && !int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                {
                    return new(false, null, $"{path}:0", depth);
                }

                (type, path) = (element, $"{path}:{segment}");
                continue;
            }

            var properties = Settable(type);
            var property = properties.FirstOrDefault(candidate => candidate.Name.Equals(segment, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                var near = NearestName.Find(segment, properties.Select(candidate => candidate.Name));
                return new(false, null, near is null ? null : $"{path}:{near}", depth);
            }

            (type, path) = (property.PropertyType, $"{path}:{property.Name}");
        }

        return new(true, SettingValue.Fault(type, value), null, segments.Length);
    }

    /// <summary>Of two misses, the one that got further, or the one with a guess.</summary>
    public SettingLookup Nearer(SettingLookup other) =>
        other.Depth > Depth || (other.Depth == Depth && Guess is null) ? other : this;

    private static PropertyInfo[] Settable(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0
                && (property.SetMethod is { IsPublic: true } || !SettingValue.IsScalar(property.PropertyType)))];

    // What a list or dictionary holds; null for any other type.
    private static Type? ElementOf(Type type, out bool keyed)
    {
        var interfaces = type.IsInterface ? type.GetInterfaces().Prepend(type) : type.GetInterfaces();
        var generic = interfaces.Where(candidate => candidate.IsGenericType).ToArray();
        var map = generic.FirstOrDefault(candidate =>
            candidate.GetGenericTypeDefinition() == typeof(IDictionary<,>) || candidate.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>));
        keyed = map is not null;
        return map?.GetGenericArguments()[1]
            ?? generic.FirstOrDefault(candidate => candidate.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];
    }
}
