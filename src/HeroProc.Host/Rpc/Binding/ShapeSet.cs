using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace HeroProc.Host.Rpc.Binding;

/// <summary>Builds the shapes of types, each type once. Thread-safe; parts are built when first used.</summary>
/// <param name="ofResults">True for what is written (members that can be read), false for what is bound (members that can be set).</param>
internal sealed class ShapeSet(bool ofResults)
{
    private readonly Dictionary<Type, Shape> _built = [];
    private readonly Lock _gate = new();

    /// <summary>The shape of a type.</summary>
    public Shape Of(JsonTypeInfo type)
    {
        lock (_gate)
        {
            if (!_built.TryGetValue(type.Type, out var shape))
            {
                shape = Build(type);
                _built[type.Type] = shape;
            }

            return shape;
        }
    }

    private Shape Build(JsonTypeInfo type)
    {
        if (type.Type == typeof(object) || type.Type == typeof(JsonElement) || type.Type == typeof(JsonDocument) || type.Type.IsAssignableTo(typeof(JsonNode)))
        {
            return new AnyShape();
        }

        if (Nullable.GetUnderlyingType(type.Type) is { } underlying)
        {
            return new NullableShape(Of(type.Options.GetTypeInfo(underlying)));
        }

        if (type is { Kind: JsonTypeInfoKind.Object, PolymorphismOptions: { } kinds })
        {
            return Variants(type, kinds);
        }

        return type.Kind switch
        {
            JsonTypeInfoKind.Object => Object(type, discriminator: null),
            JsonTypeInfoKind.Enumerable => new ListShape(Later(type, type.ElementType!)),
            JsonTypeInfoKind.Dictionary => new MapShape(Later(type, type.ElementType!)),
            _ => Scalars.Of(type),
        };
    }

    private VariantShape Variants(JsonTypeInfo type, JsonPolymorphismOptions kinds)
    {
        var variants = new Dictionary<string, Lazy<Shape>>(StringComparer.Ordinal);
        foreach (var derived in kinds.DerivedTypes)
        {
            if (derived.TypeDiscriminator is string kind)
            {
                variants[kind] = new Lazy<Shape>(() => Object(type.Options.GetTypeInfo(derived.DerivedType), (kinds.TypeDiscriminatorPropertyName, kind)));
            }
        }

        return new VariantShape(kinds.TypeDiscriminatorPropertyName, variants);
    }

    private ObjectShape Object(JsonTypeInfo type, (string Name, string Kind)? discriminator)
    {
        var members = new List<ShapeMember>();
        if (discriminator is var (name, kind))
        {
            members.Add(new ShapeMember(name, IsRequired: true, new Lazy<Shape>(Scalars.OneOf([kind])), Description: null, Default: null));
        }

        // Results may get further members in time, and a reader must not be told that they cannot.
        var isOpen = ofResults;
        foreach (var property in type.Properties)
        {
            CheckDefault(type, property);
            if (property.IsExtensionData)
            {
                isOpen = true;
            }
            else if (property.Name != discriminator?.Name && (ofResults ? property.Get is not null : property.Set is not null || property.AssociatedParameter is not null))
            {
                members.Add(Member(type, property));
            }
        }

        return new ObjectShape(members, isOpen);
    }

    private ShapeMember Member(JsonTypeInfo type, JsonPropertyInfo property)
    {
        var parameter = property.AssociatedParameter;
        var fromConstructor = parameter is { IsMemberInitializer: false };
        var isNullable = (fromConstructor ? parameter!.IsNullable : property.IsSetNullable) && !property.PropertyType.IsValueType;

        // A positional parameter without a default that cannot be null has nothing it could be when it is not sent.
        var isRequired = property.IsRequired || (fromConstructor && !parameter!.HasDefaultValue && !isNullable && Nullable.GetUnderlyingType(property.PropertyType) is null);
        var description = property.AttributeProvider?.GetCustomAttributes(typeof(DescriptionAttribute), inherit: true).OfType<DescriptionAttribute>().FirstOrDefault()?.Description;
        return new ShapeMember(property.Name, isRequired, new Lazy<Shape>(Shape), description, ofResults ? null : Default(type, property));

        Shape Shape()
        {
            var shape = property.CustomConverter is null
                ? Of(type.Options.GetTypeInfo(property.PropertyType))
                : Scalars.Custom(property, type.Options);
            return isNullable ? new NullableShape(shape) : shape;
        }
    }

    private static Func<JsonNode?>? Default(JsonTypeInfo type, JsonPropertyInfo property) =>
        property is { CustomConverter: null, AssociatedParameter: { IsMemberInitializer: false, HasDefaultValue: true, DefaultValue: { } value } }
            ? () => JsonSerializer.SerializeToNode(value, type.Options.GetTypeInfo(property.PropertyType))
            : null;

    // Source-generated JSON sets every init property, sent or not, and so wipes out what its initialiser says: a policy
    // without "max_attempts" would get 0. Better no start than a wrong default.
    private void CheckDefault(JsonTypeInfo type, JsonPropertyInfo property)
    {
        if (ofResults || property is not { IsRequired: false, Get: { } get, AssociatedParameter: { IsMemberInitializer: true, HasDefaultValue: var known } parameter }
            || type.Type.IsAbstract || type.Type.GetConstructor(Type.EmptyTypes) is not { } constructor)
        {
            return;
        }

        var initial = get(constructor.Invoke(null));
        var absent = known ? parameter.DefaultValue : property.PropertyType.IsValueType && Nullable.GetUnderlyingType(property.PropertyType) is null ? RuntimeHelpers.GetUninitializedObject(property.PropertyType) : null;
        if (!Equals(initial, absent))
        {
            throw new InvalidOperationException(
                $"The default of {type.Type.Name}.{property.Name} is lost when it is read from JSON. Make it a positional parameter of the record with that default, or nullable without one.");
        }
    }

    private Lazy<Shape> Later(JsonTypeInfo holder, Type type) => new(() => Of(holder.Options.GetTypeInfo(type)));
}
