using DepthCompress.GraphIR;
using DepthCompress.Runtime.Torch;
using TorchSharp;

namespace DepthCompress.Runtime.Training;

/// <summary>Trains graphs with libtorch, in this process.</summary>
public sealed class TorchTrainer : ITrainer
{
    /// <summary>The least time between two reports; validations and the end are always reported.</summary>
    public TimeSpan ReportEvery { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <inheritdoc/>
    public TrainingResult Train(
        Graph graph, TrainingRequest request, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        RequestCheck.Check(graph, request);
        TorchEngine.Require();
        using var threads = new ThreadCount(request.Recipe.Threads);
        using var scope = torch.NewDisposeScope();
        var device = DeviceOf(request.Recipe);
        using var parameters = TorchParameters.Of(graph, device);
        using var teacher = request.Teacher is { } distillation ? new TeacherProgram(distillation, device, request.Recipe.MixedPrecision) : null;
        var run = new TrainingRun(graph, request, parameters, new Objective(graph, request, teacher, device));
        var meter = new ProgressMeter(progress, ReportEvery, run.Step, request.Recipe.Steps, request.Recipe.BatchSize);
        return run.Run(meter, cancellation);
    }

    private static torch.Device DeviceOf(TrainingRecipe recipe)
    {
        var hasGpu = recipe.Device is not TrainingDevice.Cpu && torch.cuda.is_available();
        if (!hasGpu && (recipe.Device is TrainingDevice.Cuda || recipe.MixedPrecision))
        {
            throw DiagnosticCatalog.GpuMissing.Error(null, recipe.MixedPrecision ? "mixed precision" : "the device 'cuda'");
        }

        return hasGpu ? torch.device(DeviceType.CUDA, 0) : torch.CPU;
    }
}
