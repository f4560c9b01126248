using Mono.Cecil;

namespace HeroProc.Architecture.Tests;

/// <summary>Which types a type uses: in its shape, its signatures and its code, with all the compiler made for it.</summary>
internal static class TypeUses
{
    /// <summary>The full names of all types used by a type and what is nested in it. A nested type counts as its outermost.</summary>
    public static IReadOnlySet<string> Of(TypeDefinition type)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        Visit(type, found);
        found.Remove(type.FullName);
        return found;
    }

    private static void Visit(TypeDefinition type, HashSet<string> found)
    {
        Add(type.BaseType, found);
        foreach (var one in type.Interfaces)
        {
            Add(one.InterfaceType, found);
        }

        foreach (var field in type.Fields)
        {
            Add(field.FieldType, found);
        }

        foreach (var method in type.Methods)
        {
            Visit(method, found);
        }

        foreach (var nested in type.NestedTypes)
        {
            Visit(nested, found);
        }
    }

    private static void Visit(MethodDefinition method, HashSet<string> found)
    {
        Add(method.ReturnType, found);
        foreach (var parameter in method.Parameters)
        {
            Add(parameter.ParameterType, found);
        }

        if (!method.HasBody)
        {
            return;
        }

        foreach (var variable in method.Body.Variables)
        {
            Add(variable.VariableType, found);
        }

        foreach (var operand in method.Body.Instructions.Select(static instruction => instruction.Operand))
        {
            switch (operand)
            {
                case TypeReference used:
                    Add(used, found);
                    break;
                case MethodReference called:
                    Add(called.DeclaringType, found);
                    Add(called.ReturnType, found);
                    if (called is GenericInstanceMethod generic)
                    {
                        foreach (var argument in generic.GenericArguments)
                        {
                            Add(argument, found);
                        }
                    }

                    break;
                case FieldReference field:
                    Add(field.DeclaringType, found);
                    break;
            }
        }
    }

    private static void Add(TypeReference? type, HashSet<string> found)
    {
        switch (type)
        {
            case null or GenericParameter:
                return;
            case GenericInstanceType generic:
                Add(generic.ElementType, found);
                foreach (var argument in generic.GenericArguments)
                {
                    Add(argument, found);
                }

                return;
            case TypeSpecification wrapped:
                Add(wrapped.ElementType, found);
                return;
            default:
                var outermost = type;
                while (outermost.DeclaringType is { } outer)
                {
                    outermost = outer;
                }

                found.Add(outermost.FullName);
                return;
        }
    }
}
