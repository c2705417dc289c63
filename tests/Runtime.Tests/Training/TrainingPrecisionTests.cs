using DepthCompress.GraphIR;
using DepthCompress.Runtime.Torch;
using DepthCompress.Runtime.Training;
using TorchSharp;

namespace DepthCompress.Runtime.Tests.Training;

/// <summary>Mixed precision computes nearly the same. Tried on the processor, which computes in bfloat16 too, only slowly.</summary>
public sealed class TrainingPrecisionTests
{
    private readonly Graph network = TrainingNetworks.Classifier();

    [NeedsFact(Need.LibTorch)]
    public void LossAndGradientsAreNearThoseOfSinglePrecision()
    {
        using var scope = torch.NewDisposeScope();
        var (single, half) = (Gradients(mixed: false), Gradients(mixed: true));
        Assert.NotEqual(single.Loss, half.Loss);
        Assert.Equal(single.Loss, half.Loss, 0.02 * single.Loss);
        Assert.All(single.Gradients.Zip(half.Gradients), pair =>
        {
            Assert.Equal(torch.ScalarType.Float32, pair.Second.dtype);
            Assert.InRange(pair.First.sub(pair.Second).norm().ToDouble() / pair.First.norm().ToDouble(), 0, 0.1);
        });
    }

    [NeedsFact(Need.LibTorch)]
    public void TheProcessorIsNotForIt()
    {
        var recipe = new TrainingRecipe { Steps = 1, BatchSize = 8, MixedPrecision = true, Device = TrainingDevice.Cpu };
        var request = new TrainingRequest { Data = TrainingSamples.Images(), Recipe = recipe };
        var problem = Assert.Throws<DiagnosticException>(() => new TorchTrainer().Train(network, request)).Diagnostic;
        Assert.Equal("DC4120", problem.Descriptor.Code);
        Assert.Equal("mixed precision needs a CUDA GPU, and this run has none", problem.Message);
    }

    private (double Loss, IList<torch.Tensor> Gradients) Gradients(bool mixed)
    {
        var teaching = new Distillation(TrainingNetworks.Classifier(2)) { Weight = 0.5 };
        var recipe = new TrainingRecipe { Steps = 1, MixedPrecision = mixed };
        var request = new TrainingRequest { Data = TrainingSamples.Images(), Recipe = recipe, Teacher = teaching };
        using var parameters = TorchParameters.Of(network, torch.CPU);
        using var teacher = new TeacherProgram(teaching, torch.CPU, mixed);
        var objective = new Objective(network, request, teacher, torch.CPU);
        var weights = TrainedWeights.Of(network, parameters, objective.Fetch, recipe);
        var loss = objective.Loss(parameters, request.Data.From(0, 16, 1).First(), 0);
        return (loss.ToDouble(), torch.autograd.grad([loss], [.. weights.Select(weight => weight.Tensor)]));
    }
}
