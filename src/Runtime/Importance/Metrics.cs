using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Importance;

/// <summary>
/// How good outputs are, or how near to those of another network: one number for each sample, the samples lying along the first axis.
/// Where an output is not finite the number is the worst there is, never NaN.
/// </summary>
public static class Metrics
{
    /// <summary>Whether an output is one score per class: [n, classes], or with further axes of size 1.</summary>
    public static bool IsClassification(Tensor output) => output.Shape.Count >= 2 && output.Shape[1] > 1 && output.Shape[2..].Product == 1;

    /// <summary>The class of the highest score, the first of equals; -1 where a score is NaN.</summary>
    public static ImmutableArray<int> Classify(Tensor scores) => [.. Rows(scores).Select(row => Highest(row.Span))];

    /// <summary>Whether the highest score is that of the label.</summary>
    public static ImmutableArray<bool> Correct(Tensor scores, ReadOnlySpan<int> labels)
    {
        var classes = Classify(scores);
        var correct = ImmutableArray.CreateBuilder<bool>(labels.Length);
        for (var i = 0; i < labels.Length; i++)
        {
            correct.Add(classes[i] == labels[i] && classes[i] >= 0);
        }

        return correct.MoveToImmutable();
    }

    /// <summary>Whether both networks give the highest score to the same class.</summary>
    public static ImmutableArray<bool> Agreement(Tensor original, Tensor changed) =>
        [.. Classify(original).Zip(Classify(changed), (left, right) => left == right && left >= 0)];

    /// <summary>The negative logarithm of the label's probability under softmax, in nats.</summary>
    public static ImmutableArray<double> CrossEntropy(Tensor scores, ReadOnlySpan<int> labels)
    {
        var rows = Rows(scores);
        var losses = ImmutableArray.CreateBuilder<double>(labels.Length);
        for (var i = 0; i < labels.Length; i++)
        {
            losses.Add(Finite(-LogSoftmax(rows[i].Span)[labels[i]], double.PositiveInfinity));
        }

        return losses.MoveToImmutable();
    }

    /// <summary>Σ p log(p / q) in nats, p and q being the softmax of the original's and of the changed network's scores.</summary>
    public static ImmutableArray<double> KlDivergence(Tensor original, Tensor changed) =>
        PerSample(original, changed, double.PositiveInfinity, Divergence);

    /// <summary>The cosine of the angle between both outputs; 1 for two zeros, 0 for one.</summary>
    public static ImmutableArray<double> CosineSimilarity(Tensor original, Tensor changed) => PerSample(original, changed, -1, Cosine);

    /// <summary>The mean of the squared differences.</summary>
    public static ImmutableArray<double> MeanSquaredError(Tensor original, Tensor changed) =>
        PerSample(original, changed, double.PositiveInfinity, (left, right) => SquaredError(left, right) / left.Length);

    /// <summary>
    /// Peak signal to noise of images [n, c, h, w] against clean ones, in dB, without <paramref name="border"/> pixels at each side.
    /// </summary>
    public static ImmutableArray<double> PeakSignalToNoise(Tensor output, Tensor target, double peak = 1, int border = 0)
    {
        var (height, width) = (output.Shape[2], output.Shape[3]);
        return PerSample(output, target, double.NegativeInfinity, (left, right) =>
        {
            var (sum, count) = (0.0, 0);
            for (var i = 0; i < left.Length; i++)
            {
                var (y, x) = (i / width % height, i % width);
                if (y >= border && y < height - border && x >= border && x < width - border)
                {
                    sum += (left[i] - right[i]) * (left[i] - right[i]);
                    count++;
                }
            }

            return Decibels(peak * peak * count, sum);
        });
    }

    private delegate double Measure(ReadOnlySpan<double> left, ReadOnlySpan<double> right);

    private static ImmutableArray<double> PerSample(Tensor left, Tensor right, double worst, Measure measure)
    {
        if (left.Shape != right.Shape)
        {
            throw new ArgumentException($"outputs of {left.Shape} and {right.Shape} cannot be compared");
        }

        return [.. Rows(left).Zip(Rows(right), (a, b) => Finite(measure(a.Span, b.Span), worst))];
    }

    private static ReadOnlyMemory<double>[] Rows(Tensor tensor)
    {
        var numbers = tensor.ToDoubles();
        var length = tensor.Shape[1..].Product;
        return [.. Enumerable.Range(0, tensor.Shape[0]).Select(i => new ReadOnlyMemory<double>(numbers, i * length, length))];
    }

    private static int Highest(ReadOnlySpan<double> scores)
    {
        var best = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            if (double.IsNaN(scores[i]))
            {
                return -1;
            }

            best = scores[i] > scores[best] ? i : best;
        }

        return best;
    }

    private static double[] LogSoftmax(ReadOnlySpan<double> scores)
    {
        var (highest, sum) = (double.NegativeInfinity, 0.0);
        foreach (var score in scores)
        {
            highest = Math.Max(highest, score);
        }

        foreach (var score in scores)
        {
            sum += Math.Exp(score - highest);
        }

        var result = new double[scores.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = scores[i] - highest - Math.Log(sum);
        }

        return result;
    }

    private static double Divergence(ReadOnlySpan<double> original, ReadOnlySpan<double> changed)
    {
        var (p, q) = (LogSoftmax(original), LogSoftmax(changed));
        var sum = 0.0;
        for (var i = 0; i < p.Length; i++)
        {
            sum += Math.Exp(p[i]) * (p[i] - q[i]);
        }

        return Math.Max(0, sum);
    }

    private static double Cosine(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        var (product, lefts, rights) = (Product(left, right), Product(left, left), Product(right, right));
        return lefts == 0 || rights == 0 ? (lefts == rights ? 1 : 0) : product / (Math.Sqrt(lefts) * Math.Sqrt(rights));
    }

    private static double Product(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    private static double SquaredError(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
        {
            sum += (left[i] - right[i]) * (left[i] - right[i]);
        }

        return sum;
    }

    private static double Decibels(double power, double noise) =>
        noise == 0 ? double.PositiveInfinity : 10 * Math.Log10(power / noise);

    private static double Finite(double number, double worst) => double.IsNaN(number) ? worst : number;
}
