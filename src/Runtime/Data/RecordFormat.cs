namespace DepthCompress.Runtime.Data;

/// <summary>How one image lies in a file of records: its label, little-endian, then its planes.</summary>
internal sealed record RecordFormat(ImageShape Shape, int LabelBytes, bool IsPredicted)
{
    /// <summary>Which of the label's bytes says the class; null for all together.</summary>
    public int? LabelPlace { get; init; }

    public int Length => checked(LabelBytes + Shape.Length);

    public int LabelOf(ReadOnlySpan<byte> record) => LabelPlace is { } place ? record[place] : LabelBytes switch
    {
        0 => -1,
        1 => record[0],
        _ => record[0] | (record[1] << 8),
    };
}
