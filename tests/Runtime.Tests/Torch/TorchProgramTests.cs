using DepthCompress.GraphIR;
using DepthCompress.Runtime.Torch;
using TorchSharp;

namespace DepthCompress.Runtime.Tests.Torch;

[Collection(LiveTensors.Name)]
public sealed class TorchProgramTests
{
    private const string Network = """
        graph @net
          in %x : f32[N,2,6,6]
          const %w : f32[2,2,3,3] = random(1)
          const %u : f32[2,2,3,3] = random(2)
          %i = Identity(%x)
          %a = Conv(%i, %w) kernel_shape=[3,3] pads=[1,1,1,1] @first
          %r = Relu(%a)
          %d = Dropout(%r)
          %b = Conv(%d, %u) kernel_shape=[3,3] pads=[1,0,1,2] @second
          %s = Swish(%b) alpha=1.5
          %y = Add(%s, %i)
          out %y

        """;

    [NeedsFact(Need.LibTorch)]
    public void Nothing_outlives_the_scope_of_the_caller()
    {
        var graph = GraphParser.Parse(Network);
        var program = TorchProgram.Compile(graph, [graph.Outputs[0].Value]);
        LiveTensors.Settle();
        var before = torch.Tensor.TotalCount;
        var parameters = TorchParameters.Of(graph, torch.CPU);
        Assert.Equal(before + 2, torch.Tensor.TotalCount);

        for (var run = 0; run < 20; run++)
        {
            using var scope = torch.NewDisposeScope();
            var input = torch.ones(3, 2, 6, 6);
            var results = program.Run(parameters, [input], run % 2 == 0 ? NormalizationMode.Batch : NormalizationMode.Kept);

            // The parameters, the input and the result.
            Assert.Equal(before + 4, torch.Tensor.TotalCount);
            torch.autograd.grad([results[0].sum()], [.. parameters.Weights.Select(weight => weight.Tensor)]);
        }

        Assert.Equal(before + 2, torch.Tensor.TotalCount);
        parameters.Dispose();
        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    /// <summary>A failing step leaves nothing behind either.</summary>
    [NeedsFact(Need.LibTorch)]
    public void A_failing_operation_is_named()
    {
        var graph = GraphParser.Parse(Network);
        using var parameters = TorchParameters.Of(graph, torch.CPU);
        var program = TorchProgram.Compile(graph, [graph.Outputs[0].Value]);
        using var input = torch.ones(3, 5, 6, 6);
        LiveTensors.Settle();
        var before = torch.Tensor.TotalCount;

        var exception = Assert.Throws<DiagnosticException>(() => program.Run(parameters, [input], NormalizationMode.Kept));

        Assert.Equal("DC2672", exception.Diagnostic.Descriptor.Code);
        Assert.StartsWith("'first' (Conv) fails in training: ", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    [NeedsFact(Need.LibTorch)]
    public void Another_number_of_inputs_is_a_diagnostic()
    {
        var graph = GraphParser.Parse(Network);
        using var parameters = TorchParameters.Of(graph, torch.CPU);
        var program = TorchProgram.Compile(graph, [graph.Outputs[0].Value]);

        Assert.Equal("DC2060", Assert.Throws<DiagnosticException>(() => program.Run(parameters, [], NormalizationMode.Kept)).Diagnostic.Descriptor.Code);
    }

    /// <summary>Values that are the same tensor, inputs, constants and values in the middle are fetched as tensors of their own.</summary>
    [NeedsFact(Need.LibTorch)]
    public void Whatever_is_fetched_may_be_disposed_of()
    {
        var graph = GraphParser.Parse(Network);
        using var parameters = TorchParameters.Of(graph, torch.CPU);
        string[] names = ["y", "x", "i", "w", "r", "d", "y"];
        var program = TorchProgram.Compile(graph, [.. names.Select(name => graph.ValueNamed(name)!)]);
        using var input = torch.ones(3, 2, 6, 6);

        var results = program.Run(parameters, [input], NormalizationMode.Kept);
        var numbers = results.Select(result => result.sum().item<float>()).ToArray();

        Assert.Equal(names.Length, results.Select(result => result.Handle).Distinct().Count());
        Assert.Equal((numbers[0], numbers[1], numbers[4]), (numbers[6], numbers[2], numbers[5]));
        Assert.Equal(216f, numbers[1]);
        foreach (var result in results)
        {
            result.Dispose();
        }

        Assert.False(input.IsInvalid);
        Assert.False(parameters.Weights[0].Tensor.IsInvalid);
    }

    /// <summary>What nobody asked for is not even compiled.</summary>
    [Fact]
    public void Only_what_leads_to_the_fetched_values_is_compiled()
    {
        var graph = GraphParser.Parse("""
            graph @part
              in %x : f32[2,3]
              %a = Relu(%x)
              %y = ?com.example.Strange(%a)
              out %y

            """);

        TorchProgram.Compile(graph, [graph.Nodes[0].Output]);
        Assert.Throws<DiagnosticException>(() => TorchProgram.Compile(graph, [graph.Nodes[1].Output]));
    }

    [Theory]
    [InlineData("%y = ?com.example.Strange(%x) @node", "com.example.Strange", "this compiler does not know what it computes")]
    [InlineData("%y = Resize(%x) sizes=[4,4] mode=\"linear\" antialias=1 @node", "Resize", "it filters while it shrinks")]
    [InlineData("%y = Resize(%x) sizes=[4,4] keep_aspect_ratio_policy=\"not_larger\" @node", "Resize", "it keeps proportions by the policy 'not_larger'")]
    [InlineData("%y = Cast(%x) to=12 @node", "Cast", "torch has no numbers of type u32")]
    [InlineData("%y = Pad(%x) pads=[0,1,0,1] mode=\"mirror\" @node", "Pad", "the padding mode 'mirror' is unknown")]
    [InlineData("%y = LRN(%x) size=4 @node", "LRN", "torch normalizes over an odd number of channels, not over 4")]
    public void What_cannot_be_trained_through_is_named(string node, string op, string reason)
    {
        var graph = GraphParser.Parse($"graph @refused\n  in %x : f32[8,8]\n  {node}\n  out %y\n");

        var exception = Assert.Throws<DiagnosticException>(() => TorchProgram.Compile(graph, [graph.Outputs[0].Value]));

        Assert.Equal("DC2670", exception.Diagnostic.Descriptor.Code);
        Assert.Equal($"'node' ({op}) cannot be trained through: {reason}", exception.Message);
    }
}
