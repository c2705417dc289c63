using DepthCompress.GraphIR;
using DepthCompress.Runtime.Torch;
using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace DepthCompress.Runtime.Tests.Torch;

/// <summary>Gradients of every arm against central differences, in double precision.</summary>
public sealed class TorchGradientTests
{
    /// <summary>In double precision the error of a central difference is about step² + 10⁻¹⁶ / step.</summary>
    private const double Step = 1e-5;

    private const double Tolerance = 1e-6;

    /// <summary>Examples that answer with integers, or take none but integers, have no gradient; a quotient by 0 has no finite one.</summary>
    public static IEnumerable<object[]> Differentiable =>
        from example in TorchForms.All
        where example.Graph.Outputs.Any(output => example.Graph.TypeOf(output.Value) is not { } type || type.Element.IsFloating())
            && example.Graph.Inputs.Any(input => input.Declared!.Element.IsFloating() && input.Declared.Shape.ToDims(2).Product > 0)
            && example.Name is not ("div-by-zero" or "slice-nothing")
        select new object[] { example.Name };

    [NeedsTheory(Need.LibTorch)]
    [MemberData(nameof(Differentiable))]
    public void Gradients_are_those_of_differences(string name) =>
        Check(TorchForms.Of(name).Graph, TorchForms.Of(name).Inputs, NormalizationMode.Kept, name);

    [NeedsTheory(Need.LibTorch)]
    [InlineData("batch-norm")]
    [InlineData("batch-norm-3d")]
    [InlineData("batch-norm-features")]
    public void Through_statistics_of_the_batch_too(string name) =>
        Check(OperatorExamples.Of(name).Graph, OperatorExamples.Of(name).Inputs, NormalizationMode.Batch, name);

    [NeedsFact(Need.LibTorch)]
    public void And_those_of_whole_networks()
    {
        foreach (var seed in Enumerable.Range(0, 40))
        {
            var graph = GraphGenerator.Create(seed);
            Check(graph, TensorGenerator.InputsOf(graph, seed: seed), NormalizationMode.Kept, GraphGenerator.Text(seed));
        }
    }

    private static void Check(Graph graph, ImmutableArray<Tensor> inputs, NormalizationMode mode, string where)
    {
        using var scope = torch.NewDisposeScope();
        using var parameters = TorchParameters.Of(graph, torch.CPU, torch.ScalarType.Float64);
        var program = TorchProgram.Compile(graph, [.. graph.Outputs.Select(output => output.Value)]);
        TorchTensor[] given = [.. inputs.Select(input => TorchTensors.ToTorch(input, torch.CPU, torch.ScalarType.Float64))];
        TorchTensor[] sources =
        [
            .. parameters.Weights.Select(parameter => parameter.Tensor),
            .. given.Where(tensor => tensor.is_floating_point()).Select(tensor => tensor.requires_grad_()),
        ];
        double Loss() => Weighted(program.Run(parameters, given, mode)).item<double>();

        var gradients = torch.autograd.grad([Weighted(program.Run(parameters, given, mode))], sources, allow_unused: true);

        using var silent = torch.no_grad();
        foreach (var (source, gradient) in sources.Zip(gradients))
        {
            var expected = gradient is null ? new double[source.numel()] : TorchTensors.Numbers(gradient);
            var numbers = TorchTensors.Numbers(source);
            var stride = Math.Max(1, numbers.Length / 6);
            for (var i = 0; i < numbers.Length; i += stride)
            {
                var difference = (Moved(source, numbers, i, Step, Loss) - Moved(source, numbers, i, -Step, Loss)) / (2 * Step);
                Assert.True(Math.Abs(difference - expected[i]) <= Tolerance * Math.Max(1, Math.Abs(difference)),
                    $"{where}: the gradient {i} is {expected[i]}, the difference {difference}");
            }

            Set(source, numbers);
        }
    }

    /// <summary>A number of the floating results in which every element counts differently.</summary>
    private static TorchTensor Weighted(ImmutableArray<TorchTensor> results)
    {
        var sum = torch.zeros(1, torch.ScalarType.Float64);
        foreach (var result in results.Where(result => result.is_floating_point() && result.numel() > 0))
        {
            var weights = torch.arange(result.numel(), torch.ScalarType.Float64).mul(0.7).sin().add(0.3);
            sum = sum + result.reshape(-1).mul(weights).sum();
        }

        return sum;
    }

    private static double Moved(TorchTensor source, double[] numbers, int place, double step, Func<double> loss)
    {
        var moved = (double[])numbers.Clone();
        moved[place] += step;
        Set(source, moved);
        return loss();
    }

    private static void Set(TorchTensor target, double[] numbers) =>
        target.copy_(torch.tensor(numbers, torch.ScalarType.Float64).reshape(target.shape));
}
