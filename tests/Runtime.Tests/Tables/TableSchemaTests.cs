using DepthCompress.GraphIR;
using DepthCompress.Runtime.Tables;

namespace DepthCompress.Runtime.Tests;

/// <summary>A table file from elsewhere may hold what no table file of ours does.</summary>
public sealed class TableSchemaTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("depthcompress-schema-");

    private string File => Path.Combine(folder.FullName, "table.db");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT i FROM n", "view")]
    [InlineData("CREATE TRIGGER more AFTER INSERT ON latency BEGIN DELETE FROM importance; END", "trigger")]
    public void ProgramsInATableAreRefused(string sql, string what)
    {
        TableStore.Open(File).Dispose();
        Execute(sql);

        var refused = Assert.Throws<DiagnosticException>(() => TableStore.Open(File));
        Assert.Equal("DC2501", refused.Diagnostic.Descriptor.Code);
        Assert.Contains($"it holds a {what}, which no table file does", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ForeignValuesAreRefused()
    {
        var key = new ImportanceKey("m", "c", "mse", "d");
        using (var table = TableStore.Open(File))
        {
            table.Save(new ImportanceRow(key, 0.5, 0.1, 2, DateTimeOffset.UnixEpoch, null));
        }

        Execute("UPDATE importance SET measured_at='never'");
        using var changed = TableStore.Open(File);

        Assert.Equal("DC2501", Assert.Throws<DiagnosticException>(() => changed.Find(key)).Diagnostic.Descriptor.Code);
    }

    private void Execute(string sql)
    {
        using var table = TableFile.OpenToWrite(File);
        table.Execute(sql);
    }
}
