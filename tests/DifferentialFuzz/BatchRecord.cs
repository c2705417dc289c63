namespace DepthCompress.DifferentialFuzz;

/// <summary>What came of the networks of one batch.</summary>
internal sealed record BatchRecord(
    int First,
    int Count,
    int Networks,
    int Judged,
    double Seconds,
    IDictionary<string, int> Refused,
    IDictionary<string, int> Operators,
    IDictionary<string, int> Variants,
    IReadOnlyList<FindingRecord> Findings,
    int Rounded = 0,
    int Amplified = 0,
    IDictionary<string, int>? Features = null);

/// <summary>One thing that went wrong.</summary>
internal sealed record FindingRecord(int Seed, string Variant, string Kind, string Message);
