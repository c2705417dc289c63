using DepthCompress.Runtime.Ort;

namespace DepthCompress.Runtime.Tests.Ort;

public sealed class OrtProvidersTests
{
    [Fact]
    public void NamesLeadBack()
    {
        Assert.All(Enum.GetValues<OrtProvider>(), provider => Assert.Equal(provider, OrtProviders.Named(OrtProviders.NameOf(provider))));
        Assert.All(Enum.GetValues<OrtOptimization>(), level => Assert.Equal(level, OrtProviders.LevelNamed(OrtProviders.NameOf(level))));
        Assert.Null(OrtProviders.Named("npu"));
        Assert.Null(OrtProviders.LevelNamed("most"));
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void TheProcessorIsAlwaysThere()
    {
        Assert.Null(OrtProviders.WhyNot(OrtProvider.Cpu));
        Assert.Equal("onnxruntime 1.29.0", OrtProviders.Engine);
        Assert.True(File.Exists(OrtProviders.FindLibrary()));
    }

    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData(OrtProvider.Cuda)]
    [InlineData(OrtProvider.TensorRt)]
    public void AMissingProviderIsNamed(OrtProvider provider)
    {
        var reason = OrtProviders.WhyNot(provider);

        Assert.True(reason is null || reason.StartsWith($"the execution provider '{OrtProviders.NameOf(provider)}' is not available: ", StringComparison.Ordinal));
    }
}
