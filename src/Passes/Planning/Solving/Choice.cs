namespace DepthCompress.Passes.Planning;

/// <summary>One step of a plan in the solver's terms: from a state to a later state, for so many ticks, worth so much.</summary>
/// <param name="From">The state the step leaves.</param>
/// <param name="To">The state it reaches; larger than <paramref name="From"/>.</param>
/// <param name="Ticks">What it costs; zero or more.</param>
/// <param name="Worth">What it is worth; more is better, and it may be negative.</param>
public readonly record struct Choice(int From, int To, long Ticks, double Worth);
