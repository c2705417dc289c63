using System.Reflection;

namespace DepthCompress.Architecture.Tests;

/// <summary>Types as C# writes them, without namespaces.</summary>
internal static class TypeSpelling
{
    private static readonly ImmutableDictionary<Type, string> Keywords = new Dictionary<Type, string>
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(uint)] = "uint",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    }.ToImmutableDictionary();

    /// <summary>A type, with a question mark where it may be null.</summary>
    /// <param name="type">The type.</param>
    /// <param name="nullability">What its place says about null; null where that does not matter.</param>
    internal static string Of(Type type, NullabilityInfo? nullability = null)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return $"{Of(underlying)}?";
        }

        var mayBeNull = nullability is { ReadState: NullabilityState.Nullable } && !type.IsValueType ? "?" : "";
        if (type.IsByRef)
        {
            return Of(type.GetElementType()!, nullability);
        }

        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!, nullability?.ElementType)}[]{mayBeNull}";
        }

        return Keywords.GetValueOrDefault(type, null!) is { } keyword ? keyword + mayBeNull : NameOf(type, nullability) + mayBeNull;
    }

    private static string NameOf(Type type, NullabilityInfo? nullability)
    {
        var own = type.Name.Split('`')[0];
        var outer = type is { IsNested: true, IsGenericParameter: false } ? $"{Of(type.DeclaringType!)}." : "";
        if (!type.IsGenericType)
        {
            return outer + own;
        }

        var arguments = type.GetGenericArguments();
        var known = nullability?.GenericTypeArguments ?? [];
        var spelled = arguments.Select((argument, index) => Of(argument, index < known.Length ? known[index] : null)).ToList();
        return type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true
            ? $"({string.Join(", ", spelled)})"
            : $"{outer}{own}<{string.Join(", ", spelled)}>";
    }
}
