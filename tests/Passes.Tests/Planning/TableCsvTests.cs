using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Tests;

/// <summary>The published tables as text: read, written, and refused.</summary>
public sealed class TableCsvTests
{
    private const string Latencies = "id,st,end,time,stdev\n0,0,1,1.5,0.25\n1,0,2,2.0,1e-05\n";

    [Fact]
    public void A_latency_table_reads_and_writes_back()
    {
        var rows = LatencyCsv.Parse(Latencies);

        Assert.Equal([new Segment(0, 1), new Segment(0, 2)], rows.Select(row => row.Segment));
        Assert.Equal([1.5, 2.0], rows.Select(row => row.Milliseconds));
        Assert.Equal([0.25, 1e-5], rows.Select(row => row.Deviation));
        Assert.Equal(Latencies, LatencyCsv.Format(rows));
    }

    [Fact]
    public void Cuts_are_a_quoted_list()
    {
        const string Text = "id,st,end,time,stdev,breaks\n0,0,2,3.5,0.5,\"0,1,2\"\n";

        Assert.Equal<int>([0, 1, 2], LatencyCsv.Parse(Text).Single().Cuts);
        Assert.Equal(Text, LatencyCsv.Format(LatencyCsv.Parse(Text)));
    }

    [Fact]
    public void Order_of_columns_ids_and_line_ends_do_not_matter() =>
        Assert.Equal(Latencies, LatencyCsv.Format(LatencyCsv.Parse("stdev,time,end,st\r\n0.25,1.5,1,0\r\n1e-05,2.0,2,0")));

    [Fact]
    public void An_importance_table_reads_and_writes_back()
    {
        const string Text = "id,st,end,st_act,end_act,imp,breaks\n0,0,2,1,1,-0.5,\"0,1,2\"\n1,1,2,0,1,0.25,\"1,2\"\n";
        var rows = ImportanceCsv.Parse(Text);

        Assert.Equal([(true, true, -0.5), (false, true, 0.25)], rows.Select(row => (row.StartActive, row.EndActive, row.Value)));
        Assert.Equal(Text, ImportanceCsv.Format(rows));
    }

    [Fact]
    public void A_measured_importance_table_has_several_scores()
    {
        const string Text = ",id,st,end,st_act,end_act,train_loss,train_acc,val_loss,val_acc\n0,0,0,1,1,1,0.1,-2.0,0.2,-3.5\n";

        Assert.Equal(-3.5, ImportanceCsv.Parse(Text, score: "val_acc").Single().Value);
        Assert.Equal(0.2, ImportanceCsv.Parse(Text, score: "val_loss").Single().Value);
    }

    [Fact]
    public void Kernel_tables_are_paired_by_key()
    {
        const string Times = "id,st,end,ker,str,is_dw,time,stdev\n"
            + "0,0,1,3,1,True,1.5,0.0\n1,1,2,1,1,False,2.5,0.5\n2,1,2,0,1,True,0.0,0.0\n";
        const string Worths = ",id,st,end,ker,str,is_dw,conv_comb,importance\n"
            + "0,0,1,2,1,1,False,\"(2,)\",0.75\n1,1,0,1,3,1,True,\"(1,)\",0.5\n2,2,1,2,0,1,True,(),0.25\n";
        var rows = KernelCsv.Parse(Times, Worths);

        Assert.Equal(["1", "2", ""], rows.Select(row => string.Join(' ', row.Kept)));
        Assert.Equal([(1.5, 0.5), (2.5, 0.75), (0.0, 0.25)], rows.Select(row => (row.Milliseconds, row.Importance)));
        Assert.Equal(Times, KernelCsv.FormatLatencies(rows));
        Assert.Equal(
            ",id,st,end,ker,str,is_dw,conv_comb,importance\n"
            + "0,0,0,1,3,1,True,\"(1,)\",0.5\n1,1,1,2,1,1,False,\"(2,)\",0.75\n2,2,1,2,0,1,True,(),0.25\n",
            KernelCsv.FormatImportances(rows));
    }

    [Theory]
    [InlineData("", "line 1 of the table: there is no column 'st'")]
    [InlineData("id,st,end,stdev\n", "line 1 of the table: there is no column 'time'")]
    [InlineData("st,end,time\n0,1,2.5\n0,2\n", "line 3 of the table: 2 fields where the header has 3")]
    [InlineData("st,end,time\n0,1,fast\n", "line 2 of the table: column 'time' holds 'fast' instead of a number")]
    [InlineData("st,end,time\n0,1,NaN\n", "line 2 of the table: column 'time' holds 'NaN' instead of a number")]
    [InlineData("st,end,time\n0,1.5,2\n", "line 2 of the table: column 'end' holds '1.5' instead of an integer")]
    [InlineData("st,end,time\n2,2,1\n", "line 2 of the table: a segment from 2 to 2 holds nothing")]
    [InlineData("st,end,time\n0,1,1\n0,1,2\n", "line 3 of the table: a second row for (0, 1]")]
    [InlineData("st,end,time,breaks\n0,1,1,\"0,x\"\n", "line 2 of the table: column 'breaks' holds '0,x' instead of a list of integers")]
    [InlineData("st,end,time\n\"0,1,1\n", "line 2 of the table: a quote is opened and not closed")]
    public void What_cannot_be_read_is_said_with_its_line(string text, string message)
    {
        var refusal = Assert.Throws<DiagnosticException>(() => LatencyCsv.Parse(text, "times.csv")).Diagnostic;

        Assert.Equal(message, refusal.Message);
        Assert.Equal("times.csv", refusal.File);
        Assert.Equal("DC2050", refusal.Descriptor.Code);
    }

    [NeedsFact(Need.Golden)]
    public void Golden_latency_tables_write_back_as_they_were_read()
    {
        string[] files = [.. Directory.EnumerateFiles(SharedFolder.GoldenFile("latency"), "*.csv").Order(StringComparer.Ordinal)];
        GoldenCases.Check(files, file => Path.GetFileName(file), (file, cases) =>
        {
            var text = File.ReadAllText(file);
            cases.SameItems("line", text.Split('\n'), LatencyCsv.Format(LatencyCsv.Parse(text, file)).Split('\n'));
        });
    }

    [Fact]
    public void A_latency_without_importance_is_refused()
    {
        var refusal = Assert.Throws<DiagnosticException>(() => KernelCsv.Parse(
            "st,end,ker,str,is_dw,time\n0,1,3,1,False,1\n", "st,end,ker,str,is_dw,conv_comb,importance\n", "times.csv", "worths.csv"));

        Assert.Equal(
            "line 1 of the table: no row for (0, 1] with kernel 3, stride 1, depthwise False, which has a latency",
            refusal.Diagnostic.Message);
        Assert.Equal("worths.csv", refusal.Diagnostic.File);
    }
}
