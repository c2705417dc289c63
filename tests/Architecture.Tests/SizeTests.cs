namespace DepthCompress.Architecture.Tests;

public sealed class SizeTests
{
    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("benchmarks")]
    public void NoFileExceedsThreeHundredLines(string folder)
    {
        var tooLong =
            from file in SourceFiles.Under(Path.Combine(RepositoryRoot.Path, folder))
            let lines = File.ReadLines(file).Count()
            where lines > 300
            select $"{Path.GetRelativePath(RepositoryRoot.Path, file)}: {lines} lines";

        Assert.Empty(tooLong);
    }
}
