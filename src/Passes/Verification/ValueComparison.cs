using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>
/// Collects, over any number of runs, how far the changed network's value is from the original's and how far either is from a reference in
/// double precision. NaN and infinity equal only themselves; integers and text must be equal.
/// </summary>
/// <param name="name">What the value is called.</param>
/// <param name="coarsest">
/// Half a unit in the last place of 1 in the coarsest precision that the value went through: a value in single precision that comes from a part
/// in half precision is rounded as that part rounds.
/// </param>
internal sealed class ValueComparison(string name, double coarsest = 0)
{
    private readonly List<string> mismatches = [];
    private double own;
    private double error;
    private double difference;
    private double scale;
    private double epsilon;
    private int count;

    /// <summary>
    /// Whether the original agrees with its reference to at least half of its digits. Less is not rounding: one of the two computes
    /// something else.
    /// </summary>
    public bool IsPlausible => own <= Math.Sqrt(epsilon) * scale;

    /// <summary>Half a unit in the last place of the largest number; below that a result cannot be told from its neighbour.</summary>
    public double LastPlace => epsilon * scale;

    /// <summary>Adds one run.</summary>
    /// <param name="original">The original's value.</param>
    /// <param name="changed">The changed network's value.</param>
    /// <param name="reference">
    /// The original's value without rounding, or null: then <see cref="AddOwnError"/> tells the rounding error.
    /// </param>
    public void Add(Tensor original, Tensor changed, Tensor? reference)
    {
        if (original.Shape != changed.Shape || original.Element != changed.Element)
        {
            mismatches.Add($"{original.Type} became {changed.Type}");
            return;
        }

        if (original.ContentEquals(changed) && reference is null)
        {
            scale = Math.Max(scale, original.Element.IsFloating() ? LargestOf(original.ToDoubles()) : 0);
            return;
        }

        if (!original.Element.IsFloating())
        {
            if (!original.ContentEquals(changed))
            {
                mismatches.Add("values that are no floating-point numbers differ");
            }

            return;
        }

        epsilon = Math.Max(coarsest, Precision.EpsilonOf(original.Element));
        AddFloating(original.ToDoubles(), changed.ToDoubles(), reference?.ToDoubles());
    }

    /// <summary>Adds an estimate of the original's rounding error from another source than a reference.</summary>
    public void AddOwnError(Tensor original, Tensor disturbed)
    {
        if (original.Element.IsFloating() && original.Shape == disturbed.Shape)
        {
            own = Math.Max(own, LargestDifference(original.ToDoubles(), disturbed.ToDoubles()));
        }
    }

    /// <summary>
    /// The judgement: the changed network may round <paramref name="factor"/> times as badly as the original, and the largest of its errors
    /// may besides differ from the largest of the original's by what chance explains.
    /// </summary>
    public ValueVerdict Judge(double factor)
    {
        var unit = Math.Max(own, LastPlace);
        var ratio = error == 0 ? 0 : error / unit;
        var allowed = factor * LargestOfMany.Ratio(Math.Max(1, count));
        return new ValueVerdict
        {
            Name = name,
            MaxAbsolute = difference,
            MaxRelative = difference == 0 ? 0 : difference / scale,
            OwnError = own,
            Error = error,
            Ratio = ratio,
            Mismatch = mismatches.FirstOrDefault(),
            Allowed = allowed,
            IsEqual = mismatches.Count == 0 && ratio <= allowed,
        };
    }

    private void AddFloating(double[] original, double[] changed, double[]? reference)
    {
        for (var i = 0; i < original.Length; i++)
        {
            if (double.IsFinite(original[i]) && double.IsFinite(changed[i]))
            {
                var exact = reference is not null && double.IsFinite(reference[i]) ? reference[i] : original[i];
                own = Math.Max(own, Math.Abs(original[i] - exact));
                error = Math.Max(error, Math.Abs(changed[i] - exact));
                difference = Math.Max(difference, Math.Abs(changed[i] - original[i]));
                scale = Math.Max(scale, Math.Abs(exact));
                count += exact == 0 ? 0 : 1;
            }
            else if (!original[i].Equals(changed[i]))
            {
                mismatches.Add($"{original[i]} became {changed[i]}");
                return;
            }
        }
    }

    private static double LargestOf(IEnumerable<double> values) => values.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();

    private static double LargestDifference(double[] left, double[] right) => LargestOf(left.Zip(right, (one, other) => one - other));
}
