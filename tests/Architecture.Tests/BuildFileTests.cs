namespace DepthCompress.Architecture.Tests;

public sealed class BuildFileTests
{
    [Fact]
    public void LockFilesNameNoHost()
    {
        var locks = Directory.GetFiles(RepositoryRoot.Path, "packages.lock.json", SearchOption.AllDirectories);

        Assert.NotEmpty(locks);
        Assert.DoesNotContain(locks, file => File.ReadAllText(file).Contains("://", StringComparison.Ordinal));
    }

    [Fact]
    public void NoProjectSilencesAWarningForItself()
    {
        var silencing =
            from folder in new[] { "src", "tests", "benchmarks" }
            from file in Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, folder), "*.csproj", SearchOption.AllDirectories)
            where Path.GetFileName(file) != "OnnxRuntime.csproj" // compiles somebody else's sources as they are
            let text = File.ReadAllText(file)
            where text.Contains("NoWarn", StringComparison.Ordinal) || text.Contains("TreatWarningsAsErrors", StringComparison.Ordinal)
            select Path.GetFileName(file);

        Assert.Empty(silencing);
    }
}
