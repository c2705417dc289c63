using TorchSharp;

namespace DepthCompress.Runtime.Training;

/// <summary>What training minimizes, each the mean over the samples.</summary>
internal static class Losses
{
    /// <summary>−Σ p log softmax(scores).</summary>
    /// <param name="scores">[n, classes].</param>
    /// <param name="distribution">p, of the same shape.</param>
    public static torch.Tensor CrossEntropy(torch.Tensor scores, torch.Tensor distribution) =>
        scores.log_softmax(1).mul(distribution).sum().div(-(double)scores.shape[0]);

    /// <summary>T² KL(softmax(teacher / T) ‖ softmax(student / T)): its gradient keeps its size whatever the temperature.</summary>
    public static torch.Tensor Divergence(torch.Tensor student, torch.Tensor teacher, double temperature)
    {
        var expected = teacher.div(temperature).log_softmax(1);
        var answered = student.div(temperature).log_softmax(1);
        return expected.exp().mul(expected.sub(answered)).sum().mul(temperature * temperature / student.shape[0]);
    }

    /// <summary>The mean over samples and elements.</summary>
    public static torch.Tensor SquaredError(torch.Tensor answer, torch.Tensor expected) => answer.sub(expected).square().mean();

    /// <summary>In units of the mean square of what is expected.</summary>
    public static torch.Tensor RelativeError(torch.Tensor answer, torch.Tensor expected) =>
        SquaredError(answer, expected).div(expected.square().mean().clamp_min(1e-12));
}
