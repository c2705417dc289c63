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
    public void EveryPublicTypeSaysWhatItIs(string name)
    {
        var assembly = Assembly.Load(name);
        var documented = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
            .Select(member => (string)member.Attribute("name")!).ToHashSet();
        var silent = assembly.GetExportedTypes().Where(type => !documented.Contains($"T:{type.FullName!.Replace('+', '.')}"));

        Assert.Empty(silent);
    }
}
