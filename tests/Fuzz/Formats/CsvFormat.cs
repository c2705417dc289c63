using System.Text;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Fuzz;

/// <summary>The tables of the published programs.</summary>
internal sealed class CsvFormat : FuzzFormat
{
    private static readonly Func<string, object>[] Readers =
    [
        text => LatencyCsv.Parse(text), text => ImportanceCsv.Read(text), text => KernelCsv.ParseLatencies(text),
        text => KernelCsv.ParseImportances(text), text => LayerCsv.ParseLatencies(text), text => LayerCsv.ParseImportances(text),
    ];

    public override string Name => "csv";

    public override IEnumerable<byte[]> Seeds => new[]
    {
        "id,st,end,time,stdev,breaks\n0,0,1,1.5,0.1,\"1,2\"\n1,1,3,2.5,0,\"\"\n",
        "id,st,end,st_act,end_act,imp,breaks\n0,0,1,1,0,-0.5,\"1\"\n1,1,3,True,False,0.25,\"\"\n",
        "id,st,end,st_act,end_act,train_loss,train_acc,val_loss,val_acc\n0,0,1,1,1,,,,71.5\n",
        "id,st,end,ker,str,is_dw,time,stdev\n0,0,2,3,1,0,0.5,0.01\n1,1,2,5,2,1,0.75,0\n",
        ",id,st,end,ker,str,is_dw,conv_comb,importance\n0,0,0,2,3,1,0,\"(1, 2)\",0.5\n",
        "index,time,stdev\n1,0.5,0.1\n2,0.25,0\n",
        ",id,index,importance\n0,0,1,0.5\n1,1,2,-3e-4\n",
    }.Select(Encoding.UTF8.GetBytes);

    public override string Load(byte[] bytes, string scratch)
    {
        var (text, refused) = (Encoding.UTF8.GetString(bytes), 0);
        foreach (var read in Readers)
        {
            try
            {
                read(text);
            }
            catch (DiagnosticException)
            {
                refused++;
            }
        }

        return $"{refused}";
    }

    public override byte[] Change(byte[] bytes, byte[] other, Random random) => TextMutator.Change(bytes, other, random);
}
