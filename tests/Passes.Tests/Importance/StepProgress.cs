using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Tests;

/// <summary>Told of every step at once; keeps them all.</summary>
internal sealed class StepProgress(Action<RunProgress>? told = null) : IProgress<RunProgress>
{
    public List<RunProgress> Steps { get; } = [];

    public void Report(RunProgress value)
    {
        Steps.Add(value);
        told?.Invoke(value);
    }
}
