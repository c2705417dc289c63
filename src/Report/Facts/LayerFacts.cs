namespace DepthCompress.Report;

/// <summary>What became of one layer of a chain, and why.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Form">Kernel, channels, stride, in words.</param>
/// <param name="Fate"><c>kept</c>, <c>composed</c>, <c>fitted</c>, <c>absorbed</c>, <c>dropped</c>, <c>narrowed</c> or <c>factored</c>.</param>
/// <param name="Why">In words.</param>
/// <param name="Segment">Which decision of the plan it belongs to, counted from 0; null where it is none's.</param>
public sealed record LayerFacts(string Name, string Form, string Fate, string Why, int? Segment);
