namespace DepthCompress.GraphIR;

/// <summary>How far a training run is.</summary>
/// <param name="Step">Finished steps, those of an earlier, stopped run included.</param>
/// <param name="Steps">All steps.</param>
/// <param name="Loss">The mean over the steps since the last report.</param>
/// <param name="LearningRate">Of the last step.</param>
/// <param name="Metric">The last validation's, where there was one.</param>
/// <param name="SamplesPerSecond">Over the steps since the last report.</param>
/// <param name="Left">The time left at the speed of this run.</param>
public readonly record struct TrainingProgress(
    long Step, long Steps, double Loss, double LearningRate, double? Metric, double SamplesPerSecond, TimeSpan Left);
