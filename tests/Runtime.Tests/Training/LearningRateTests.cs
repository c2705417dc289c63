using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Tests.Training;

/// <summary>Schedules, to the digit.</summary>
public sealed class LearningRateTests
{
    [Fact]
    public void AConstantRateWarmsUpLinearly()
    {
        var schedule = new LearningRateSchedule { Peak = 0.4, WarmUp = 3, Decline = LearningRateDecline.None };
        Assert.Equal([0.1, 0.2, 0.3, 0.4, 0.4], Rates(schedule, 5));
    }

    [Fact]
    public void ALineEndsWhereItIsTold()
    {
        var schedule = new LearningRateSchedule { Peak = 1, Final = 0.2, Decline = LearningRateDecline.Linear };
        Assert.Equal([1, 0.8, 0.6, 0.4], Rates(schedule, 4));
    }

    [Fact]
    public void ACosineFallsByHalvesAtTheMiddle()
    {
        var schedule = new LearningRateSchedule { Peak = 2, WarmUp = 1 };
        Assert.Equal([1, 2, 1.707106781187, 1, 0.292893218813], Rates(schedule, 5));
    }

    [Fact]
    public void StepsFallAtMilestones()
    {
        var schedule = new LearningRateSchedule { Peak = 1, Decline = LearningRateDecline.Steps, Milestones = [0.5, 0.75], Factor = 0.5 };
        Assert.Equal([1, 1, 0.5, 0.25], Rates(schedule, 4));
    }

    private static double[] Rates(LearningRateSchedule schedule, int steps) =>
        [.. Enumerable.Range(0, steps).Select(step => Math.Round(schedule.At(step, steps), 12))];
}
