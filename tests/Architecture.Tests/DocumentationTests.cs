using System.Reflection;
using System.Xml.Linq;

namespace DepthCompress.Architecture.Tests;

public sealed class DocumentationTests
{
    [Theory]
    [InlineData("DepthCompress.GraphIR")]
    [InlineData("DepthCompress.Passes")]
    [InlineData("DepthCompress.Runtime")]
    [InlineData("DepthCompress.Report")]
    [InlineData("DepthCompress.Library")]
    [InlineData("DepthCompress.Training")]
    public void EveryPublicTypeSaysWhatItIs(string name)
    {
        var assembly = Assembly.Load(name);
        var documented = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
            .Select(member => (string)member.Attribute("name")!).ToHashSet();
        var silent = assembly.GetExportedTypes().Where(type => !documented.Contains($"T:{type.FullName!.Replace('+', '.')}"));

        Assert.Empty(silent);
    }

    /// <summary>Of what others build on, every member is explained; of a positional record the parameters of the type are.</summary>
    [Theory]
    [InlineData("DepthCompress.Library")]
    [InlineData("DepthCompress.Training")]
    public void EveryMemberOfALibrarySaysWhatItIs(string name)
    {
        var assembly = Assembly.Load(name);
        var members = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member").ToDictionary(member => (string)member.Attribute("name")!);
        var silent =
            from type in assembly.GetExportedTypes()
            let parameters = members[$"T:{type.FullName}"].Elements("param").Select(element => (string)element.Attribute("name")!).ToHashSet()
            from member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            where member is PropertyInfo or FieldInfo { IsSpecialName: false } or MethodInfo { IsSpecialName: false }
            where !member.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute)) && !parameters.Contains(member.Name)
            let start = $"{(member is PropertyInfo ? 'P' : member is FieldInfo ? 'F' : 'M')}:{type.FullName}.{member.Name}"
            where !members.Keys.Any(key => key == start || key.StartsWith($"{start}(", StringComparison.Ordinal) || key.StartsWith($"{start}``", StringComparison.Ordinal))
            select $"{type.Name}.{member.Name}";

        Assert.Empty(silent);
    }
}
