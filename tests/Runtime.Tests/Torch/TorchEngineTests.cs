using DepthCompress.Runtime.Torch;

namespace DepthCompress.Runtime.Tests.Torch;

public sealed class TorchEngineTests
{
    [Fact]
    public void A_use_that_works_has_no_failure() => Assert.Null(TorchEngine.FailureOf(() => { }));

    /// <summary>The subset and the package fail in ways of their own where the native library is missing, or another version's.</summary>
    [Theory]
    [InlineData(typeof(DllNotFoundException))]
    [InlineData(typeof(EntryPointNotFoundException))]
    [InlineData(typeof(BadImageFormatException))]
    [InlineData(typeof(FileNotFoundException))]
    [InlineData(typeof(NotSupportedException))]
    public void Whatever_a_missing_library_throws_becomes_a_sentence(Type type)
    {
        var exception = (Exception)Activator.CreateInstance(type, "libtorch is not here\nand more")!;

        Assert.Equal("libtorch is not here", TorchEngine.FailureOf(() => throw exception));
        Assert.Equal("libtorch is not here", TorchEngine.FailureOf(() => throw new TypeInitializationException("torch", exception)));
    }

    [Fact]
    public void Mistakes_of_ours_are_not_taken_for_a_missing_library() =>
        Assert.Throws<InvalidOperationException>(() => TorchEngine.FailureOf(() => throw new InvalidOperationException()));

    [NeedsFact(Need.LibTorch)]
    public void The_library_of_this_machine_is_found()
    {
        Assert.Null(TorchEngine.WhyNot);
        TorchEngine.Require();
    }
}
