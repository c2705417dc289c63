using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Tests.Training;

/// <summary>Keeps every report, at once and on the thread that makes it.</summary>
internal sealed class ProgressList : IProgress<TrainingProgress>
{
    public List<TrainingProgress> Reports { get; } = [];

    public void Report(TrainingProgress value) => Reports.Add(value);
}
