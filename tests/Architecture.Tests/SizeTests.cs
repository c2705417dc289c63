namespace DepthCompress.Architecture.Tests;

public sealed class SizeTests
{
    private const int Limit = 300;

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("benchmarks")]
    public void NoFileExceedsItsLimit(string folder)
    {
        var separator = Path.DirectorySeparatorChar;
        var tooLong =
            from file in Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, folder), "*.cs", SearchOption.AllDirectories)
            where !file.Contains($"{separator}obj{separator}", StringComparison.Ordinal)
            let lines = File.ReadLines(file).Count()
            where lines > Limit
            select $"{Path.GetRelativePath(RepositoryRoot.Path, file)}: {lines} lines";

        Assert.Empty(tooLong);
    }
}
