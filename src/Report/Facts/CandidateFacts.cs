namespace DepthCompress.Report;

/// <summary>One way to realize some layers, as the tables know it.</summary>
/// <param name="Chain">Its chain, from 0.</param>
/// <param name="First">Its first layer in the chain, from 0.</param>
/// <param name="Last">Its last layer in the chain.</param>
/// <param name="How">Such as <c>fit 3x3</c>.</param>
/// <param name="SavedMilliseconds">What it saves; negative where it is slower.</param>
/// <param name="Change">What it changes of the quality; not a number where nobody asked.</param>
/// <param name="IsChosen">Whether the plan has it.</param>
public sealed record CandidateFacts(int Chain, int First, int Last, string How, double SavedMilliseconds, double Change, bool IsChosen);
