using System.Reflection;

namespace DepthCompress.Architecture.Tests;

/// <summary>What somebody who references an assembly gets to see of a type.</summary>
internal static class PublicSurface
{
    private const BindingFlags Members = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Every type that stands in the visible signature of <paramref name="type"/> and its members, taken apart.</summary>
    internal static IEnumerable<Type> TypesNamedBy(Type type)
    {
        var direct = new[] { type.BaseType }.Concat(type.GetInterfaces()).OfType<Type>();
        var ofMethods = type.GetMethods(Members).Where(IsVisible).SelectMany(method => Parameters(method).Append(method.ReturnType));
        var ofConstructors = type.GetConstructors(Members).Where(IsVisible).SelectMany(Parameters);
        var ofFields = type.GetFields(Members).Where(field => field.IsPublic || field.IsFamily).Select(field => field.FieldType);
        return direct.Concat(ofMethods).Concat(ofConstructors).Concat(ofFields).SelectMany(TakeApart);
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static IEnumerable<Type> Parameters(MethodBase method) => method.GetParameters().Select(parameter => parameter.ParameterType);

    private static IEnumerable<Type> TakeApart(Type type)
    {
        if (type.HasElementType)
        {
            return TakeApart(type.GetElementType()!);
        }

        return type.IsGenericType ? type.GetGenericArguments().SelectMany(TakeApart).Append(type.GetGenericTypeDefinition()) : [type];
    }
}
