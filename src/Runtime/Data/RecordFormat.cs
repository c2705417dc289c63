namespace DepthCompress.Runtime.Data;

/// <summary>How one image lies in a file of records: its label, little-endian, then its planes.</summary>
internal sealed record RecordFormat(ImageShape Shape, int LabelBytes, bool IsPredicted)
{
    public int Length => checked(LabelBytes + Shape.Length);

    public int LabelOf(ReadOnlySpan<byte> record) => LabelBytes switch
    {
        0 => -1,
        1 => record[0],
        _ => record[0] | (record[1] << 8),
    };
}
