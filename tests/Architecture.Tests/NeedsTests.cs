namespace DepthCompress.Architecture.Tests;

public sealed class NeedsTests
{
    [Fact]
    public void AMetNeedSkipsNothing() => Assert.Null(new NeedsFactAttribute().Skip);

    [NeedsFact(Need.Golden)]
    public void TheGoldenFolderHoldsTheSolverCases()
    {
        Assert.True(File.Exists(SharedFolder.GoldenFile("two-stage-dp.json")));
        Assert.True(File.Exists(SharedFolder.GoldenFile("layermerge-dp.json")));
    }

    [NeedsFact(Need.Models)]
    public void AModelIsFoundByItsName()
    {
        var file = SharedFolder.ModelFiles()[0];
        Assert.True(File.Exists(SharedFolder.Model(Path.GetFileName(file))));
    }
}
