namespace DepthCompress.Runtime.Tables;

/// <summary>What became of the rows of a table file when it was united with another.</summary>
/// <param name="Source">The file.</param>
/// <param name="Added">Rows that the target lacked.</param>
/// <param name="Replaced">Rows that were newer, or had a figure where the target had a failure.</param>
/// <param name="Left">Rows that the target had as good or better.</param>
public sealed record MergedRows(string Source, int Added, int Replaced, int Left);
