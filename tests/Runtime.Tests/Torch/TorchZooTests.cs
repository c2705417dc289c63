using DepthCompress.GraphIR;
using DepthCompress.Runtime.Ort;
using DepthCompress.Runtime.Torch;
using DepthCompress.Runtime.Zoo;
using TorchSharp;

namespace DepthCompress.Runtime.Tests.Torch;

/// <summary>Every network of the zoo, narrow and for small images, is lowered and can be trained.</summary>
public sealed class TorchZooTests
{
    public static TheoryData<string> Names => [.. NetworkZoo.All.Select(network => network.Name)];

    [NeedsTheory(Need.OnnxRuntime, Need.LibTorch)]
    [MemberData(nameof(Names))]
    public void Networks_agree_and_every_weight_has_a_gradient(string name)
    {
        using var scope = torch.NewDisposeScope();
        var graph = NetworkZoo.Find(name).Build(new ZooOptions { Width = 1.0 / 8, Input = new(3, 32, 32) });
        var inputs = TensorGenerator.InputsOf(graph, batch: 3);

        TensorAssert.Close(
            new OrtExecutor().Run(graph, inputs.AsSpan())[0],
            new TorchExecutor().Run(graph, inputs.AsSpan())[0],
            10 * TensorAssert.SinglePrecision,
            name);

        using var parameters = TorchParameters.Of(graph, torch.CPU);
        var program = TorchProgram.Compile(graph, [graph.Outputs[0].Value]);
        torch.Tensor[] given = [.. inputs.Select(input => TorchTensors.ToTorch(input, torch.CPU))];
        var answer = program.Run(parameters, given, NormalizationMode.Batch)[0];
        var weights = torch.arange(answer.numel(), torch.ScalarType.Float32).mul(0.7).sin();
        var gradients = torch.autograd.grad(
            [answer.reshape(-1).mul(weights).sum()], [.. parameters.Weights.Select(parameter => parameter.Tensor)], allow_unused: true);

        Assert.Equal(graph.Initializers.Keys.Where(value => TorchParameters.RoleOf(graph, value) is not (null or ParameterRole.Statistic)),
            parameters.Weights.Select(parameter => parameter.Value));
        Assert.All(parameters.Weights.Zip(gradients), pair =>
        {
            Assert.True(pair.Second is not null, $"{pair.First.Name} has no gradient");
            Assert.Equal(pair.First.Tensor.shape, pair.Second.shape);
            Assert.True(double.IsFinite(pair.Second.abs().sum().item<float>()), $"the gradient of {pair.First.Name} is not finite");
        });
    }

    /// <summary>
    /// A run makes one tensor per node, one more per further axis of a slice, and three to lay the images out: every further call would
    /// be time that a network written by hand does not take.
    /// </summary>
    [NeedsTheory(Need.LibTorch)]
    [InlineData("resnet20")]
    [InlineData("resnet50")]
    [InlineData("mobilenetv2-cifar")]
    [InlineData("vgg19-bn-cifar")]
    [InlineData("efficientnet-lite0")]
    public void A_node_is_one_call(string name)
    {
        using var scope = torch.NewDisposeScope();
        var graph = NetworkZoo.Find(name).Build(new ZooOptions { Width = 1.0 / 8, Input = new(3, 32, 32) });
        using var parameters = TorchParameters.Of(graph, torch.CPU);
        var program = TorchProgram.Compile(graph, [graph.Outputs[0].Value]);
        var images = torch.ones(2, 3, 32, 32);
        var before = DisposeScopeManager.Statistics.CreatedInScopeCount;

        program.Run(parameters, [images], NormalizationMode.Batch);

        Assert.Equal(
            3 + graph.Nodes.Sum(node => node.Op is Slice { Starts: { } starts } ? starts.Count : 1),
            DisposeScopeManager.Statistics.CreatedInScopeCount - before);
    }
}
