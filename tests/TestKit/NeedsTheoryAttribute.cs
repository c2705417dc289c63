using Xunit;

namespace DepthCompress.TestKit;

/// <summary>A theory that is skipped, with the reason, where something outside the repository is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips the test unless all needs are met.</summary>
    public NeedsTheoryAttribute(params Need[] needs) => (Needed, Skip) = ([.. needs], Needs.WhyNot(needs)!);

    /// <summary>What the test cannot do without.</summary>
    public ImmutableArray<Need> Needed { get; }
}
