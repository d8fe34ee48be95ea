/** A gas room with two detectors of one kind; each is to be proven every `prove`. */
export const commissionedSite = ({ prove = "180d", setpoint = 10 } = {}): string => `
site: test
name: { en: Test, zh: 测试 }
timeZone: Asia/Shanghai
people:
  wang: { name: Wang, language: zh, phone: "+8613800000001" }
  smith: { name: Smith, language: en, phone: "+8613800000002" }
  desk: { name: Desk, language: en }
securityCentre: [desk]
zones: [{ id: room, kind: room, name: { en: Gas room, zh: 气瓶间 }, responsible: wang, deputy: smith }]
profiles:
  gas:
    quantity: gas-concentration
    unit: "%LEL"
    substance: CH4
    prove: { every: ${prove} }
    rules:
      high:
        kind: limit
        priority: high
        direction: high
        setpoint: ${setpoint}
        deadband: 1
        consequence: { en: Gas gathers, zh: 气体积聚 }
        firstAction: { en: Leave the room, zh: 离开房间 }
        responseTime: 5min
        source: "chosen: test"
devices:
  - { id: gas-1, zone: room, signals: { ch4: { profile: gas } } }
  - { id: gas-2, zone: room, signals: { ch4: { profile: gas } } }
`;
