import { templateOf, resources } from './app.test-support.ts';
for (const s of [{profile:'small'},{},{profile:'large', entrance:'both', delivery:{port25:true}, domains:['example.test']}]) {
  const t = templateOf(s, {arn:'arn:aws:lambda:eu-central-1:123456789012:layer:clamav:3'});
  const all = t.toJSON().Resources as Record<string, {Type:string, Properties:any, DeletionPolicy?:string}>;
  console.log('=====', JSON.stringify(s));
  const count: Record<string, number> = {};
  for (const [id,r] of Object.entries(all)) { count[r.Type]=(count[r.Type]??0)+1; if (r.DeletionPolicy==='Retain') console.log('retain', id, r.Type); }
  console.log(count);
  for (const [id,r] of Object.entries(all)) if (/Logs::LogGroup|Lambda::Function|SQS::Queue$|Alarm$|Firehose|KinesisF|Secret|StateMachine$|Dashboard|Glue|Athena|ReceiptRule/.test(r.Type)) console.log(r.Type.slice(5), id, JSON.stringify(r.Properties.FunctionName??r.Properties.LogGroupName??r.Properties.QueueName??r.Properties.AlarmName??r.Properties.Name??r.Properties.DeliveryStreamName??r.Properties.StateMachineName??r.Properties.DashboardName??''), JSON.stringify(r.Properties.AlarmDescription??''));
  console.log(Object.keys(t.toJSON().Outputs??{}));
}
