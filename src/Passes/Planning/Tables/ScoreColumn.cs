using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// Finds the column of an importance table that counts: the derived value if there is one, else the first score that is filled.
/// </summary>
internal static class ScoreColumn
{
    private static readonly (string Column, Score Score)[] Measured =
        [("val_acc", Score.Points), ("val_loss_ratio", Score.LossRatio), ("val_loss", Score.Loss)];

    /// <summary>The column and what it holds.</summary>
    /// <param name="table">The table.</param>
    /// <param name="derived">The name of the derived value.</param>
    /// <exception cref="DiagnosticException"><see cref="DiagnosticCatalog.MalformedTable"/>: there is none.</exception>
    internal static (string Column, Score Score) Of(CsvTable table, string derived) =>
        table.Has(derived) ? (derived, Score.Derived)
        : Measured.FirstOrDefault(entry => table.Has(entry.Column) && table.IsFilled(entry.Column)) is { Column: not null } found ? found
        : throw table.Lacks(string.Join("', '", Measured.Select(entry => entry.Column).Prepend(derived)));

    /// <summary>The change of quality that a measured value means, as a part: higher is better.</summary>
    internal static double Change(this Score score, double value) => score switch
    {
        Score.Points => value / 100,
        Score.Loss or Score.LossRatio => -value,
        _ => value,
    };
}
