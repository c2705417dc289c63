namespace DepthCompress.Passes.Planning;

/// <summary>How milliseconds become the integers of a <see cref="PlanProblem"/>.</summary>
/// <remarks>
/// <see cref="Ceiling"/> rounds costs up, so that a plan within its budget is within it in milliseconds too; what that can lose is one
/// tick per choice. <see cref="Floor"/> is the arithmetic of the published programs, whose plans exceed their budgets by up to one tick
/// per choice.
/// </remarks>
public sealed record Ticks
{
    /// <summary>One tick per nanosecond: the default. A finer tick costs the solver nothing.</summary>
    public const double Nanoseconds = 1e6;

    /// <summary>A product this close to an integer, relatively, is that integer: 7.589958 ms are 7,589,958 ns, not one more.</summary>
    private const double Noise = 1e-12;

    private readonly bool _up;

    private Ticks(double perMillisecond, bool up)
    {
        if (!(perMillisecond > 0) || !double.IsFinite(perMillisecond))
        {
            throw new ArgumentOutOfRangeException(nameof(perMillisecond), perMillisecond, "ticks per millisecond are a positive number");
        }

        PerMillisecond = perMillisecond;
        _up = up;
    }

    /// <summary>Ticks in a millisecond.</summary>
    public double PerMillisecond { get; }

    /// <summary>Costs rounded up, budgets rounded down: no plan exceeds its budget.</summary>
    public static Ticks Ceiling(double perMillisecond = Nanoseconds) => new(perMillisecond, up: true);

    /// <summary>Costs and budgets truncated, <c>trunc(ms · precision)</c> in double precision, as the published programs do.</summary>
    public static Ticks Floor(double precision) => new(precision, up: false);

    /// <summary>What a choice of so many milliseconds costs.</summary>
    public long Cost(double milliseconds)
    {
        var product = Checked(milliseconds);
        return (long)(_up ? Settled(product) ?? Math.Ceiling(product) : Math.Truncate(product));
    }

    /// <summary>The budget that so many milliseconds allow.</summary>
    public long Budget(double milliseconds)
    {
        var product = Checked(milliseconds);
        return (long)(_up ? Settled(product) ?? Math.Floor(product) : Math.Truncate(product));
    }

    /// <summary>The milliseconds of so many ticks; <see cref="Budget"/> leads back.</summary>
    public double ToMilliseconds(long ticks) => ticks / PerMillisecond;

    private double Checked(double milliseconds)
    {
        var product = milliseconds * PerMillisecond;
        return product is >= 0 and < long.MaxValue
            ? product
            : throw new ArgumentOutOfRangeException(nameof(milliseconds), milliseconds, "milliseconds are zero or more, finite in ticks");
    }

    private static double? Settled(double product)
    {
        var nearest = Math.Round(product);
        return Math.Abs(product - nearest) <= Noise * product ? nearest : null;
    }
}
