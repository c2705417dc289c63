using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace DepthCompress.Architecture.Tests;

/// <summary>The public interface of an assembly as text: what people who reference it can write, without what the compiler adds to records.</summary>
internal static class SurfaceText
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>One block per type, by name; one line per member.</summary>
    internal static string Of(Assembly assembly) => string.Join('\n', assembly.GetExportedTypes()
        .Where(type => !type.Name.Contains('<', StringComparison.Ordinal))
        .OrderBy(type => type.FullName, StringComparer.Ordinal)
        .Select(Describe));

    private static string Describe(Type type) =>
        $"{KindOf(type)} {type.Namespace}.{TypeSpelling.Of(type)}{BasesOf(type)}\n"
        + string.Concat(MembersOf(type).Order(StringComparer.Ordinal).Select(member => $"    {member}\n"));

    private static string KindOf(Type type)
    {
        var isRecord = type.GetMethod("<Clone>$") is not null || type.GetMethod("PrintMembers", Declared) is { } print && IsGenerated(print);
        return type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => $"{(type.IsByRefLike ? "ref " : "")}{(isRecord ? "record " : "")}struct",
            _ when type.IsSubclassOf(typeof(Delegate)) => "delegate",
            _ => $"{(type.IsAbstract ? type.IsSealed ? "static " : "abstract " : type.IsSealed ? "sealed " : "")}{(isRecord ? "record" : "class")}",
        };
    }

    private static string BasesOf(Type type)
    {
        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var bases = new[] { type.BaseType }.OfType<Type>()
            .Where(parent => parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum) && parent != typeof(MulticastDelegate))
            .Concat(type.GetInterfaces().Except(inherited).Where(parent => parent.IsPublic && !IsEquatableToItself(type, parent) && !type.IsEnum)
                .OrderBy(parent => parent.Name, StringComparer.Ordinal))
            .Select(parent => TypeSpelling.Of(parent)).ToList();
        return bases.Count == 0 ? "" : $" : {string.Join(", ", bases)}";
    }

    private static bool IsEquatableToItself(Type type, Type parent) =>
        parent.IsGenericType && parent.GetGenericTypeDefinition() == typeof(IEquatable<>) && parent.GetGenericArguments()[0] == type;

    private static IEnumerable<string> MembersOf(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}");
        }

        if (type.IsSubclassOf(typeof(Delegate)))
        {
            return [MethodLine(type.GetMethod("Invoke")!)];
        }

        return type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily).Where(field => !IsGenerated(field)).Select(FieldLine)
            .Concat(type.GetProperties(Declared).Where(IsVisible).Select(PropertyLine))
            .Concat(type.GetConstructors(Declared).Where(method => IsVisible(method) && !IsGenerated(method)).Select(method => $"new({Parameters(method)})"))
            .Concat(type.GetMethods(Declared).Where(IsOwn).Select(MethodLine));
    }

    /// <summary>Neither an accessor nor one of the methods that make a record.</summary>
    private static bool IsOwn(MethodInfo method) =>
        IsVisible(method) && !IsGenerated(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal));

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsVisible(PropertyInfo property) =>
        property.Name != "EqualityContract" && property.GetAccessors(nonPublic: true).Any(IsVisible);

    private static bool IsGenerated(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    private static string FieldLine(FieldInfo field) => field.IsLiteral
        ? FormattableString.Invariant($"const {TypeSpelling.Of(field.FieldType)} {field.Name} = {field.GetRawConstantValue()}")
        : $"{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{TypeSpelling.Of(field.FieldType, Nullability.Create(field))} {field.Name}";

    private static string PropertyLine(PropertyInfo property)
    {
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        var name = property.GetIndexParameters() is { Length: > 0 } index ? $"this[{string.Join(", ", index.Select(ParameterText))}]" : property.Name;
        var get = property.GetMethod is { } getter && IsVisible(getter) ? "get; " : "";
        var set = property.SetMethod is { } setter && IsVisible(setter) ? IsInit(setter) ? "init; " : "set; " : "";
        return $"{required}{Modifiers((property.GetMethod ?? property.SetMethod)!)}{TypeSpelling.Of(property.PropertyType, Nullability.Create(property))} {name} {{ {get}{set}}}";
    }

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static string MethodLine(MethodInfo method)
    {
        var generics = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";
        return $"{Modifiers(method)}{TypeSpelling.Of(method.ReturnType, Nullability.Create(method.ReturnParameter))} {method.Name}{generics}({Parameters(method)})";
    }

    private static string Modifiers(MethodInfo method)
    {
        var access = method.IsPublic ? "" : "protected ";
        var isOverride = method.GetBaseDefinition() != method;
        var kind = method.IsStatic ? method.IsAbstract ? "static abstract " : "static "
            : method.DeclaringType!.IsInterface ? ""
            : isOverride ? "override "
            : method.IsAbstract ? "abstract "
            : method is { IsVirtual: true, IsFinal: false } ? "virtual "
            : "";
        return access + kind;
    }

    private static string Parameters(MethodBase method) =>
        (method.IsDefined(typeof(ExtensionAttribute), inherit: false) ? "this " : "") + string.Join(", ", method.GetParameters().Select(ParameterText));

    private static string ParameterText(ParameterInfo parameter)
    {
        var kind = parameter.IsOut ? "out " : parameter.IsIn ? "in " : parameter.ParameterType.IsByRef ? "ref "
            : parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : "";
        var otherwise = parameter.HasDefaultValue ? $" = {DefaultOf(parameter)}" : "";
        return $"{kind}{TypeSpelling.Of(parameter.ParameterType, Nullability.Create(parameter))} {parameter.Name}{otherwise}";
    }

    private static string DefaultOf(ParameterInfo parameter) => parameter.DefaultValue switch
    {
        null => parameter.ParameterType.IsValueType ? "default" : "null",
        string text => $"\"{text}\"",
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
