using DepthCompress.GraphIR;
using DepthCompress.Runtime.Importance;
using DepthCompress.Runtime.Torch;
using DepthCompress.Runtime.Training;
using TorchSharp;

namespace DepthCompress.Runtime.Tests.Training;

/// <summary>Losses are those of the formulas.</summary>
public sealed class TrainingLossTests
{
    private static readonly Tensor Student = Tensor.Create<float>([2, 3], [1, -2, 0.5f, 0.3f, 0, 4]);
    private static readonly Tensor Teacher = Tensor.Create<float>([2, 3], [0, 1, 3, -1, 2, 0.5f]);

    [NeedsFact(Need.LibTorch)]
    public void CrossEntropyOfCertainLabels()
    {
        var expected = Metrics.CrossEntropy(Student, [2, 1]).Average();
        Assert.Equal(expected, Loss(s => Losses.CrossEntropy(s, torch.tensor(SoftLabels.Of([2, 1], 3, 0), [2, 3]))), 1e-6);
    }

    [NeedsFact(Need.LibTorch)]
    public void CrossEntropyOfSmoothedLabels()
    {
        // (1 − ε) times that of the label, and ε times the mean of those of all classes.
        var labels = Metrics.CrossEntropy(Student, [2, 1]).Average();
        var all = Enumerable.Range(0, 3).Average(label => Metrics.CrossEntropy(Student, [label, label]).Average());
        var smoothed = SoftLabels.Of([2, 1], 3, 0.1);
        Assert.Equal((0.9 * labels) + (0.1 * all), Loss(s => Losses.CrossEntropy(s, torch.tensor(smoothed, [2, 3]))), 1e-6);
    }

    [NeedsFact(Need.LibTorch)]
    public void CrossEntropyOfMixedLabels()
    {
        var (own, other) = (Metrics.CrossEntropy(Student, [2, 1]).Average(), Metrics.CrossEntropy(Student, [1, 2]).Average());
        var mixed = SoftLabels.Of([2, 1], 3, 0, new(0.7, [1, 0]));
        Assert.Equal((0.7 * own) + (0.3 * other), Loss(s => Losses.CrossEntropy(s, torch.tensor(mixed, [2, 3]))), 1e-6);
    }

    [NeedsTheory(Need.LibTorch)]
    [InlineData(1)]
    [InlineData(4)]
    public void SoftTargetsAreAsFarAsTheirDivergenceTimesTheSquareOfTheTemperature(double heat)
    {
        var (student, teacher) = (Divided(Student, heat), Divided(Teacher, heat));
        var expected = heat * heat * Metrics.KlDivergence(teacher, student).Average();
        Assert.Equal(expected, Loss(s => Losses.Divergence(s, TorchTensors.ToTorch(Teacher, torch.CPU), heat)), 1e-5);
    }

    [NeedsFact(Need.LibTorch)]
    public void RegressionIsTheMeanOfSquares()
    {
        var expected = Metrics.MeanSquaredError(Teacher, Student).Average();
        Assert.Equal(expected, Loss(s => Losses.SquaredError(s, TorchTensors.ToTorch(Teacher, torch.CPU))), 1e-6);
    }

    [NeedsFact(Need.LibTorch)]
    public void FeaturesCountInUnitsOfTheTeachers()
    {
        var expected = Metrics.MeanSquaredError(Teacher, Student).Average() / Teacher.ToDoubles().Average(number => number * number);
        Assert.Equal(expected, Loss(s => Losses.RelativeError(s, TorchTensors.ToTorch(Teacher, torch.CPU))), 1e-6);
    }

    private static double Loss(Func<torch.Tensor, torch.Tensor> loss)
    {
        using var scope = torch.NewDisposeScope();
        return loss(TorchTensors.ToTorch(Student, torch.CPU)).ToDouble();
    }

    private static Tensor Divided(Tensor tensor, double by) =>
        Tensor.Create<double>(tensor.Shape, [.. tensor.ToDoubles().Select(number => number / by)]);
}
