using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Tests.Training;

/// <summary>
/// What the formulas of the literature make of <see cref="TrainingNetworks.Affine"/> under a mean squared error, in double precision and
/// written down apart from what is tested.
/// </summary>
internal sealed class AffineReference(TrainingRecipe recipe, Graph graph)
{
    private readonly double[][] first = [new double[6], new double[2]];
    private readonly double[][] second = [new double[6], new double[2]];
    private readonly double[][] averages = [graph.Numbers("w"), graph.Numbers("b")];
    private readonly double[] factors = [FactorOf(recipe, "w"), FactorOf(recipe, "b")];

    /// <summary>W row by row, then b.</summary>
    public double[][] Weights { get; } = [graph.Numbers("w"), graph.Numbers("b")];

    public double[][] Result => recipe.AverageDecay > 0 ? averages : Weights;

    /// <summary>The loss before the step.</summary>
    public double Step(CalibrationBatch batch, long step)
    {
        var (loss, gradients) = Gradients(batch.Inputs[0].ToDoubles(), batch.Target!.ToDoubles(), batch.Count);
        var trained = Enumerable.Range(0, 2).Where(tensor => factors[tensor] > 0).ToArray();
        var length = Math.Sqrt(trained.Sum(tensor => gradients[tensor].Sum(number => number * number)));
        var scale = recipe.ClipNorm > 0 && length > recipe.ClipNorm ? recipe.ClipNorm / length : 1;
        foreach (var tensor in trained)
        {
            var decay = tensor == 0 || recipe.DecayAll ? recipe.WeightDecay : 0;
            for (var i = 0; i < Weights[tensor].Length; i++)
            {
                Update(tensor, i, gradients[tensor][i] * scale, recipe.Schedule.At(step, recipe.Steps) * factors[tensor], decay, step + 1);
            }
        }

        var kept = Math.Min(recipe.AverageDecay, (1.0 + step) / (10.0 + step));
        for (var tensor = 0; tensor < 2; tensor++)
        {
            averages[tensor] = [.. averages[tensor].Zip(Weights[tensor], (average, weight) => (kept * average) + ((1 - kept) * weight))];
        }

        return loss;
    }

    private static double FactorOf(TrainingRecipe recipe, string name) =>
        recipe.LearningRateFactors.Where(factor => factor.Pattern == name).Select(factor => factor.Factor).FirstOrDefault(1);

    private void Update(int tensor, int i, double gradient, double rate, double decay, long t)
    {
        ref var weight = ref Weights[tensor][i];
        ref var m = ref first[tensor][i];
        ref var v = ref second[tensor][i];
        if (recipe.Optimizer is Optimizer.Sgd sgd)
        {
            gradient += decay * weight;
            m = (sgd.Momentum * m) + gradient;
            weight -= rate * (sgd.Nesterov ? gradient + (sgd.Momentum * m) : m);
        }
        else if (recipe.Optimizer is Optimizer.AdamW adam)
        {
            weight *= 1 - (rate * decay);
            m = (adam.Beta1 * m) + ((1 - adam.Beta1) * gradient);
            v = (adam.Beta2 * v) + ((1 - adam.Beta2) * gradient * gradient);
            weight -= rate * (m / (1 - Math.Pow(adam.Beta1, t))) / (Math.Sqrt(v / (1 - Math.Pow(adam.Beta2, t))) + adam.Epsilon);
        }
    }

    private (double Loss, double[][] Gradients) Gradients(double[] x, double[] target, int count)
    {
        var (loss, w, b) = (0.0, new double[6], new double[2]);
        for (var n = 0; n < count; n++)
        {
            for (var o = 0; o < 2; o++)
            {
                var answer = Weights[1][o] + Enumerable.Range(0, 3).Sum(i => Weights[0][(o * 3) + i] * x[(n * 3) + i]);
                var error = answer - target[(n * 2) + o];
                loss += error * error / (2 * count);
                b[o] += 2 * error / (2 * count);
                for (var i = 0; i < 3; i++)
                {
                    w[(o * 3) + i] += 2 * error * x[(n * 3) + i] / (2 * count);
                }
            }
        }

        return (loss, [w, b]);
    }
}
