namespace DepthCompress.Runtime.Tests;

/// <summary>What can be said about an image by weighing its pixels: ridge regression on the labels.</summary>
internal static class LinearClassifier
{
    /// <summary>One row of weights for each class.</summary>
    public static double[][] Fit(double[][] rows, int[] labels, int classes, double lambda)
    {
        var size = rows[0].Length;
        var system = new double[size][];
        for (var i = 0; i < size; i++)
        {
            system[i] = new double[size + classes];
        }

        foreach (var (row, label) in rows.Zip(labels))
        {
            for (var i = 0; i < size; i++)
            {
                for (var j = 0; j < size; j++)
                {
                    system[i][j] += row[i] * row[j];
                }

                system[i][size + label] += row[i];
            }
        }

        for (var i = 0; i < size; i++)
        {
            system[i][i] += lambda * rows.Length;
        }

        Eliminate(system);
        return [.. Enumerable.Range(0, classes).Select(label => system.Select(line => line[size + label]).ToArray())];
    }

    public static int Answer(double[][] weights, double[] row)
    {
        var scores = weights.Select(line => line.Zip(row, (weight, number) => weight * number).Sum()).ToArray();
        return Array.IndexOf(scores, scores.Max());
    }

    /// <summary>By Gauss and Jordan, without pivoting: the matrix is positive definite.</summary>
    private static void Eliminate(double[][] system)
    {
        for (var pivot = 0; pivot < system.Length; pivot++)
        {
            var head = system[pivot][pivot];
            for (var j = pivot; j < system[pivot].Length; j++)
            {
                system[pivot][j] /= head;
            }

            foreach (var line in system.Where(line => line != system[pivot] && line[pivot] != 0))
            {
                var factor = line[pivot];
                for (var j = pivot; j < line.Length; j++)
                {
                    line[j] -= factor * system[pivot][j];
                }
            }
        }
    }
}
