using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Zoo;

/// <summary>
/// Solves for the last linear layer of a classifier in closed form, so that a network of random weights answers better than by chance:
/// ridge regression of its features on the labels, W = (Σ f fᵀ + λ · trace / d · I)⁻¹ Σ f yᵀ, with a 1 appended to f and
/// y = <see cref="Gain"/> at the label.
/// </summary>
public static class RidgeHead
{
    /// <summary>The score of the label that is aimed at; the other classes aim at 0.</summary>
    public const double Gain = 10;

    /// <summary>The graph with a new weight and bias in the linear layer that computes its first output.</summary>
    /// <exception cref="ArgumentException">The network does not end with a linear layer with a bias, or there are no labels.</exception>
    public static Graph Fit(Graph graph, IGraphExecutor executor, Batches batches, double lambda = 1e-4)
    {
        var last = graph.ProducerOf(graph.Outputs[0].Value);
        if (last is not { Op: Gemm { TransposeB: true, TransposeA: false }, Inputs: [{ } features, { } weight, { } bias] })
        {
            throw new ArgumentException("the network does not end with a linear layer", nameof(graph));
        }

        if (!batches.Source.HasLabels)
        {
            throw new ArgumentException("the images have no labels", nameof(batches));
        }

        using var session = executor.Open(graph, [features]);
        var (classes, inputs) = (graph.Initializers[weight].Shape[0], graph.Initializers[weight].Shape[1]);
        var solution = Solve(session, batches, inputs, classes, lambda);
        var (newWeight, newBias) = (new float[classes * inputs], new float[classes]);
        for (var label = 0; label < classes; label++)
        {
            for (var i = 0; i < inputs; i++)
            {
                newWeight[(label * inputs) + i] = (float)solution[i, label];
            }

            newBias[label] = (float)solution[inputs, label];
        }

        return graph.WithInitializers(new Dictionary<Value, Tensor>
        {
            [weight] = Tensor.Create<float>([classes, inputs], newWeight),
            [bias] = Tensor.Create<float>([classes], newBias),
        });
    }

    private static double[,] Solve(IGraphSession session, Batches batches, int inputs, int classes, double lambda)
    {
        var (gram, right) = (new double[inputs + 1, inputs + 1], new double[inputs + 1, classes]);
        var row = new double[inputs + 1];
        row[inputs] = 1;
        foreach (var batch in batches)
        {
            var numbers = session.Run(batch.Input)[0].ToDoubles();
            for (var sample = 0; sample < batch.Count; sample++)
            {
                numbers.AsSpan(sample * inputs, inputs).CopyTo(row);
                for (var i = 0; i <= inputs; i++)
                {
                    right[i, batch.Labels[sample]] += Gain * row[i];
                    for (var j = 0; j <= i; j++)
                    {
                        gram[i, j] += row[i] * row[j];
                    }
                }
            }
        }

        var trace = Enumerable.Range(0, inputs).Sum(i => gram[i, i]);
        for (var i = 0; i < inputs; i++)
        {
            gram[i, i] += lambda * trace / inputs;
        }

        SolveInPlace(gram, right);
        return right;
    }

    /// <summary>By Cholesky: the lower triangle becomes its factor, then forward and backward substitution.</summary>
    private static void SolveInPlace(double[,] lower, double[,] right)
    {
        var (size, columns) = (right.GetLength(0), right.GetLength(1));
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = lower[i, j];
                for (var k = 0; k < j; k++)
                {
                    sum -= lower[i, k] * lower[j, k];
                }

                lower[i, j] = i == j ? Math.Sqrt(sum) : sum / lower[j, j];
            }
        }

        for (var column = 0; column < columns; column++)
        {
            for (var i = 0; i < size; i++)
            {
                for (var k = 0; k < i; k++)
                {
                    right[i, column] -= lower[i, k] * right[k, column];
                }

                right[i, column] /= lower[i, i];
            }

            for (var i = size - 1; i >= 0; i--)
            {
                for (var k = i + 1; k < size; k++)
                {
                    right[i, column] -= lower[k, i] * right[k, column];
                }

                right[i, column] /= lower[i, i];
            }
        }
    }
}
