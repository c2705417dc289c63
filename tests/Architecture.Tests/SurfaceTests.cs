using System.Reflection;

namespace DepthCompress.Architecture.Tests;

/// <summary>
/// The public interface of the libraries is checked in as text under <c>Surface/</c>, so that a change of it is seen in review. With
/// <c>DC_ACCEPT=1</c> the texts are rewritten.
/// </summary>
public sealed class SurfaceTests
{
    [Theory]
    [InlineData("GraphIR")]
    [InlineData("Passes")]
    [InlineData("Runtime")]
    [InlineData("Report")]
    [InlineData("Library")]
    [InlineData("Training")]
    public void ThePublicSurfaceIsAsReviewed(string project)
    {
        var file = Path.Combine(RepositoryRoot.Path, "tests", "Architecture.Tests", "Surface", $"{project}.txt");
        var actual = SurfaceText.Of(Assembly.Load($"DepthCompress.{project}"));
        if (Environment.GetEnvironmentVariable("DC_ACCEPT") == "1")
        {
            File.WriteAllText(file, actual);
        }

        var (expected, found) = (Lines(File.Exists(file) ? File.ReadAllText(file) : ""), Lines(actual));
        var changes = expected.Except(found).Select(line => $"- {line}").Concat(found.Except(expected).Select(line => $"+ {line}"));
        Assert.True(
            expected.SequenceEqual(found),
            $"the public surface of {project} is not the one in {Path.GetRelativePath(RepositoryRoot.Path, file)}. If that is meant, accept it with\n"
            + $"    DC_ACCEPT=1 dotnet test tests/Architecture.Tests --filter SurfaceTests\nand commit the file.\n{string.Join('\n', changes)}");
    }

    /// <summary>Every line with the type it belongs to, so that equal members of different types are different lines.</summary>
    private static List<string> Lines(string text)
    {
        var (type, lines) = ("", new List<string>());
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var isMember = line.StartsWith(' ');
            type = isMember ? type : line;
            lines.Add(isMember ? $"{type} {{ {line.Trim()} }}" : line);
        }

        return lines;
    }
}
