namespace DepthCompress;

/// <summary>One thing that was proved about a result, or was not.</summary>
/// <param name="Name">What is claimed.</param>
/// <param name="Passed">Whether it holds.</param>
/// <param name="Finding">What was found, in words.</param>
public sealed record ResultCheck(string Name, bool Passed, string Finding)
{
    internal static ImmutableArray<ResultCheck> Of(ImmutableArray<(string Check, bool Passed, string Finding)> checks) =>
        [.. checks.Select(check => new ResultCheck(check.Check, check.Passed, check.Finding))];
}
